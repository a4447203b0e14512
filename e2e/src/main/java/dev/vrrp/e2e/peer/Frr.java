package dev.vrrp.e2e.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.CommandResult;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * FRR on a node: its vrrpd, and the zebra that it needs. The addresses live on macvlans with the virtual MAC address, which
 * vrrpd expects to find and lets up only while it is Master. zebra ends with the lab.
 */
public final class Frr implements VrrpRouter {
    /** Link-local address that FRR speaks from with IPv6: the one that the macvlan got last. */
    public static final String IPV6_SOURCE = "fe80::f44";

    private static final Path PROGRAMS = Path.of("/usr/lib/frr");
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** FRR's daemons run as a user of this name. */
    private static final String GROUP = "frr";

    private final Node node;
    private final Path files;
    private final Set<String> macvlans = new HashSet<>();
    private @Nullable ManagedProcess zebra;
    private @Nullable ManagedProcess vrrpd;

    /**
     * FRR, not started yet.
     *
     * @param directory for its configuration, sockets and logs
     */
    public Frr(Node node, Path directory) {
        this.node = node;
        this.files = directory.resolve("frr-" + node.name());
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void start(List<RouterPlan> plans) {
        plans.forEach(this::addMacvlan);
        if (zebra == null) {
            makeFolder();
            ManagedProcess started = launch("zebra", "");
            zebra = started;
            Awaitility.await("zebra listens")
                    .atMost(BOUND)
                    .failFast("zebra runs", () -> !started.alive())
                    .until(() -> Files.exists(files.resolve("zserv.api")));
        }
        StringBuilder configuration = new StringBuilder("debug vrrp protocol\n");
        plans.forEach(plan -> configuration.append(configuration(plan)));
        vrrpd = launch("vrrpd", configuration.toString());
    }

    @Override
    public void terminate() {
        process().terminate();
    }

    @Override
    public void awaitEnd() {
        process().stop(BOUND);
    }

    @Override
    public State state(RouterPlan plan) {
        for (JsonNode router : routers()) {
            if (router.path("vrid").asInt() == plan.virtualRouterId()
                    && router.path("interface").asText().equals(plan.device())) {
                return switch (router.path(plan.isIPv6() ? "v6" : "v4")
                        .path("status")
                        .asText()) {
                    case "Master" -> State.MASTER;
                    case "Backup" -> State.BACKUP;
                    default -> State.INITIALIZE;
                };
            }
        }
        return State.INITIALIZE;
    }

    @Override
    public List<String> complaints() {
        return log().lines()
                .filter(line -> line.contains("Datagram invalid") || line.contains("No such command"))
                .toList();
    }

    @Override
    public String log() {
        return process().logText();
    }

    private ManagedProcess process() {
        return Optional.ofNullable(vrrpd).orElseThrow(() -> new IllegalStateException("vrrpd was not started"));
    }

    /** What {@code show vrrp json} prints; nothing while vrrpd does not answer. */
    private JsonNode routers() {
        if (vrrpd != null && vrrpd.alive()) {
            CommandResult shown = node.namespace()
                    .run("vtysh", "--vty_socket", files.toString(), "-d", "vrrpd", "-c", "show vrrp json");
            try {
                if (shown.succeeded()) {
                    return JSON.readTree(shown.output());
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("vtysh printed no JSON: " + shown.output(), e);
            }
        }
        return JSON.createArrayNode();
    }

    private ManagedProcess launch(String daemon, String configuration) {
        Path file = files.resolve(daemon + ".conf");
        try {
            Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ManagedProcess.start(
                node.namespace(),
                daemon + " on " + node,
                files.resolve(daemon + ".log"),
                Map.of(),
                List.of(
                        PROGRAMS.resolve(daemon).toString(),
                        "--log=stdout",
                        "--config_file=" + file,
                        "--pid_file=" + files.resolve(daemon + ".pid"),
                        "--vty_socket=" + files,
                        "--vty_port=0",
                        "--socket=" + files.resolve("zserv.api")));
    }

    private void addMacvlan(RouterPlan plan) {
        String device = "vrrp" + (plan.isIPv6() ? 6 : 4) + "-" + plan.virtualRouterId();
        if (macvlans.add(device)) {
            Card card = List.of(Card.values()).stream()
                    .filter(candidate -> candidate.device().equals(plan.device()))
                    .findFirst()
                    .orElseThrow();
            // RFC 9568 section 7.3
            String mac = "00:00:5e:00:%02x:%02x".formatted(plan.isIPv6() ? 2 : 1, plan.virtualRouterId());
            List<String> addresses = new ArrayList<>(plan.addresses());
            if (plan.isIPv6()) {
                addresses.add(IPV6_SOURCE + "/64");
            }
            node.addMacvlan(device, card, mac, addresses);
        }
    }

    private static String configuration(RouterPlan plan) {
        if (plan.password() != null || plan.unicast() || plan.syncGroup() != null) {
            throw new IllegalArgumentException("FRR has no authentication, no unicast and no sync groups: " + plan);
        }
        String router = " vrrp " + plan.virtualRouterId() + " ";
        List<String> lines = new ArrayList<>();
        lines.add("interface " + plan.device());
        lines.add(router + "version " + plan.version());
        lines.add(router + "priority " + plan.priority());
        lines.add(router + "advertisement-interval " + plan.interval().toMillis());
        if (!plan.preempt()) {
            lines.add(" no" + router + "preempt");
        }
        plan.bareAddresses().forEach(address -> lines.add(router + (plan.isIPv6() ? "ipv6 " : "ip ") + address));
        return String.join("\n", lines) + "\n";
    }

    /** A folder of FRR's own user, which may also pass through the folders above, but not look into them. */
    private void makeFolder() {
        try {
            Files.createDirectories(files);
            GroupPrincipal group =
                    files.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
            own(files, group, "rwxrwx---");
            Path lab = Optional.ofNullable(files.getParent()).orElseThrow();
            own(lab, group, "rwx--x---");
            own(Optional.ofNullable(lab.getParent()).orElseThrow(), group, "rwx--x---");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void own(Path folder, GroupPrincipal group, String permissions) throws IOException {
        Files.getFileAttributeView(folder, PosixFileAttributeView.class).setGroup(group);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }
}
