package dev.vrrp.e2e.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Debian's keepalived on a node. */
public final class Keepalived implements VrrpRouter {
    private static final Duration STOP_BOUND = Duration.ofSeconds(20);
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(20);
    private static final int OWNER = 255;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Counters of its instances that are not 0 when it has refused an advertisement. */
    private static final List<String> REFUSALS = List.of(
            "packet_len_err",
            "advert_interval_err",
            "ip_ttl_err",
            "invalid_type_rcvd",
            "addr_list_err",
            "invalid_authtype",
            "authtype_mismatch",
            "auth_failure");

    private final Node node;
    private final Path files;
    private @Nullable ManagedProcess process;

    /**
     * keepalived, not started yet.
     *
     * @param directory for its configuration, process ids and log
     */
    public Keepalived(Node node, Path directory) {
        this.node = node;
        this.files = directory.resolve("keepalived-" + node.name());
    }

    /** keepalived with {@code plans}, started. */
    public static Keepalived start(Node node, List<RouterPlan> plans, Path directory) {
        Keepalived keepalived = new Keepalived(node, directory);
        keepalived.start(plans);
        return keepalived;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void start(List<RouterPlan> plans) {
        Path configuration = files.resolve("keepalived.conf");
        plans.stream().filter(RouterPlan::virtualMac).forEach(plan -> node.speaksAlsoFrom(plan.virtualMacAddress()));
        try {
            Files.createDirectories(files);
            Files.writeString(configuration, configuration(node.name(), plans));
            // a file that names a process that is gone makes keepalived 2.2 refuse to start
            Files.deleteIfExists(files.resolve("keepalived.pid"));
            Files.deleteIfExists(vrrpPidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = ManagedProcess.start(
                node.namespace(),
                "keepalived on " + node,
                files.resolve("keepalived.log"),
                Map.of("TMPDIR", files.toString()),
                List.of(
                        "keepalived",
                        "--dont-fork",
                        "--log-console",
                        "--vrrp",
                        "--use-file=" + configuration,
                        "--pid=" + files.resolve("keepalived.pid"),
                        "--vrrp_pid=" + vrrpPidFile()));
        Awaitility.await("keepalived runs").atMost(ANSWER_BOUND).until(() -> Files.exists(vrrpPidFile()));
    }

    @Override
    public void terminate() {
        process().terminate();
    }

    @Override
    public void awaitEnd() {
        process().stop(STOP_BOUND);
    }

    @Override
    public State state(RouterPlan plan) {
        return instances()
                .filter(instance -> instance.at("/data/iname").asText().equals(plan.name()))
                .map(instance -> switch (instance.at("/data/state").asInt()) {
                    case 1 -> State.BACKUP;
                    case 2 -> State.MASTER;
                    case 3 -> State.FAULT;
                    default -> State.INITIALIZE;
                })
                .findFirst()
                .orElse(State.INITIALIZE);
    }

    @Override
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        instances().forEach(instance -> REFUSALS.stream()
                .filter(refusal -> instance.path("stats").path(refusal).asLong() != 0)
                .forEach(
                        refusal -> complaints.add(instance.at("/data/iname").asText() + ": " + refusal + " is not 0")));
        return complaints;
    }

    @Override
    public String log() {
        return process().logText();
    }

    public ManagedProcess process() {
        return Optional.ofNullable(process).orElseThrow(() -> new IllegalStateException("keepalived was not started"));
    }

    /** What it prints of each instance when it is asked by a signal; nothing where it has ended, or ends while asked. */
    private Stream<JsonNode> instances() {
        Path answer = files.resolve("keepalived.json");
        try {
            Files.deleteIfExists(answer);
            String signal = Command.run("keepalived", "--signum=JSON").output().strip();
            if (!runs()
                    || !Command.run(List.of("kill", "-" + signal, vrrpPid())).succeeded()) {
                return Stream.empty();
            }
            Awaitility.await("keepalived answers")
                    .atMost(ANSWER_BOUND)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> parse(answer).isPresent() || !runs());
            return parse(answer).stream()
                    .flatMap(instances -> IntStream.range(0, instances.size()).mapToObj(instances::get));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it has started and not begun to end. */
    private boolean runs() {
        return process != null && process.alive() && Files.exists(vrrpPidFile());
    }

    private String vrrpPid() throws IOException {
        return Files.readString(vrrpPidFile()).strip();
    }

    /** The answer, once it is written to its end. */
    private static Optional<JsonNode> parse(Path answer) throws IOException {
        if (Files.notExists(answer)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(Files.readString(answer))).filter(JsonNode::isArray);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private Path vrrpPidFile() {
        return files.resolve("vrrp.pid");
    }

    private static String configuration(String routerId, List<RouterPlan> plans) {
        String groups = plans.stream()
                .filter(plan -> plan.syncGroup() != null)
                .collect(Collectors.groupingBy(
                        plan -> String.valueOf(plan.syncGroup()),
                        Collectors.mapping(RouterPlan::name, Collectors.joining("\n        "))))
                .entrySet()
                .stream()
                .map(group -> """
                        vrrp_sync_group %s {
                            group {
                                %s
                            }
                        }
                        """.formatted(group.getKey(), group.getValue()))
                .collect(Collectors.joining());
        return """
                global_defs {
                    router_id %s
                }
                """.formatted(routerId)
                + groups
                + plans.stream().map(Keepalived::instance).collect(Collectors.joining());
    }

    private static String instance(RouterPlan plan) {
        StringBuilder options = new StringBuilder();
        if (!plan.preempt()) {
            options.append("    nopreempt\n");
        }
        if (plan.virtualMac()) {
            options.append("    use_vmac\n");
        }
        if (plan.password() != null) {
            options.append(block("authentication", List.of("auth_type PASS", "auth_pass " + plan.password())));
        }
        if (plan.unicast()) {
            // without it, IPv6 leaves with a hop limit of 64, and RFC 9568 section 7.1 asks for 255
            options.append("    unicast_ttl 255\n").append(block("unicast_peer", plan.peers()));
        }
        if (!plan.trackedDevices().isEmpty()) {
            options.append(block("track_interface", plan.trackedDevices()));
        }
        options.append(block(
                "virtual_ipaddress",
                plan.addresses().stream()
                        .map(address -> plan.virtualMac() ? address : address + " dev " + plan.device())
                        .toList()));
        return """
                vrrp_instance %s {
                    state %s
                    version %d
                    interface %s
                    virtual_router_id %d
                    priority %d
                    advert_int %s
                %s}
                """.formatted(
                        plan.name(),
                        // the owner of an address needs no election, and keepalived asks for that word then
                        plan.priority() == OWNER ? "MASTER" : "BACKUP",
                        plan.version(),
                        plan.device(),
                        plan.virtualRouterId(),
                        plan.priority(),
                        seconds(plan.interval()),
                        options);
    }

    private static String block(String name, List<String> lines) {
        return "    " + name + " {\n"
                + lines.stream().map(line -> "        " + line + "\n").collect(Collectors.joining()) + "    }\n";
    }

    /** Version 2 takes whole seconds only, and no point. */
    private static String seconds(Duration interval) {
        return interval.toMillisPart() == 0
                ? String.valueOf(interval.toSeconds())
                : "%d.%03d".formatted(interval.toSeconds(), interval.toMillisPart());
    }
}
