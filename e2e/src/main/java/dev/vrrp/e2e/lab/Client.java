package dev.vrrp.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An ordinary machine on the LAN: what it sees is what the users of an address see. */
public final class Client implements AutoCloseable {
    public static final String ADDRESS = "192.168.1.50";
    public static final String IPV6_ADDRESS = "2001:db8:1::50";

    private static final Duration PERIOD = Duration.ofMillis(10);
    static final String DEVICE = "eth0";
    private static final String MAC = "02:00:00:00:ff:01";

    /** Bytes of a frame that a capture keeps: with whole frames, its ring has room for some thirty, and drops the rest. */
    static final String KEPT_OF_A_FRAME = "--snapshot-length=512";

    private static final Pattern CLAIM = Pattern.compile("Unicast reply from \\S+ \\[([0-9A-F:]+)]");

    private final NetworkNamespace namespace;
    private final Function<String, Optional<String>> nodeByMac;
    private final Map<String, Probe> probes = new ConcurrentHashMap<>();
    private @Nullable LineProcess capture;

    private Client(NetworkNamespace namespace, Function<String, Optional<String>> nodeByMac) {
        this.namespace = namespace;
        this.nodeByMac = nodeByMac;
    }

    static Client create(NetworkNamespace namespace, Bridge lan, Function<String, Optional<String>> nodeByMac) {
        namespace.run("sysctl", "-qw", "net.ipv6.conf.default.accept_ra=0").orThrow();
        lan.wire(namespace, DEVICE, MAC, List.of(ADDRESS + "/24", IPV6_ADDRESS + "/64"), "client");
        return new Client(namespace, nodeByMac);
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    /** Whether {@code address} answers one ping within a second. */
    public boolean reaches(String address) {
        return namespace.run("ping", "-n", "-c", "1", "-W", "1", address).succeeded();
    }

    /** The MAC address that the client's kernel sends packets for {@code address} to, if it knows one. */
    public Optional<String> neighbour(String address) {
        for (JsonNode entry : Json.array(namespace.ip("-j", "neighbour", "show", "to", address, "dev", DEVICE))) {
            if (entry.hasNonNull("lladdr")) {
                return Optional.of(entry.path("lladdr").asText());
            }
        }
        return Optional.empty();
    }

    /** Makes the client forget the MAC address of {@code address}. */
    public void forget(String address) {
        namespace.run("ip", "neighbour", "delete", address, "dev", DEVICE);
    }

    /** The MAC addresses of all who answer an ARP request for {@code address} within two seconds; two are a conflict. */
    public Set<String> claimants(String address) {
        String replies =
                namespace.run("arping", "-b", "-w", "2", "-I", DEVICE, address).output();
        return CLAIM.matcher(replies)
                .results()
                .map(MatchResult::group)
                .map(CLAIM::matcher)
                .filter(Matcher::find)
                .map(reply -> reply.group(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Asks {@code address} a hundred times a second from now on; a second call returns the same probe. */
    public Probe probe(String address) {
        return probe(address, PERIOD);
    }

    /** Asks {@code address} once in each {@code period} from now on, unless it is asked already. */
    public synchronized Probe probe(String address, Duration period) {
        if (capture == null) {
            capture = LineProcess.start(
                            namespace,
                            List.of(
                                    "tcpdump",
                                    "--immediate-mode",
                                    KEPT_OF_A_FRAME,
                                    "-Z",
                                    "root",
                                    "-i",
                                    DEVICE,
                                    "-n",
                                    "-e",
                                    "-l",
                                    "-tt",
                                    "icmp[icmptype] = icmp-echoreply or (icmp6 and ip6[40] = 129)"),
                            line -> line.contains("listening on"),
                            this::deliver)
                    .awaitReady();
        }
        return probes.computeIfAbsent(address, asked -> Probe.start(namespace, asked, period));
    }

    private void deliver(String line) {
        Answer.parse(line, nodeByMac).ifPresent(answer -> {
            Probe probe = probes.get(answer.address());
            if (probe != null && probe.asked(answer)) {
                probe.record(answer);
            }
        });
    }

    @Override
    public synchronized void close() {
        probes.values().forEach(Probe::close);
        probes.clear();
        if (capture != null) {
            capture.close();
            capture = null;
        }
    }
}
