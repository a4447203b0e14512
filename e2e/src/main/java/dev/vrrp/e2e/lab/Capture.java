package dev.vrrp.e2e.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Every VRRP, ARP and neighbour advertisement packet that a card of a node sends, as the switch gets it, in a file. */
public final class Capture {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration DECODING_BOUND = Duration.ofSeconds(60);
    private static final String PACKETS = "ip proto 112 or ip6 proto 112 or arp or (icmp6 and ip6[40] = 136)";

    private final Path file;
    private final ManagedProcess process;

    private Capture(Path file, ManagedProcess process) {
        this.file = file;
        this.process = process;
    }

    /** Captures from now on. */
    public static Capture start(Lab lab, Node node, Card card) {
        Path file = lab.directory().resolve(node.port(card) + ".pcap");
        ManagedProcess process = ManagedProcess.start(
                lab.lanNamespace(),
                "capture of " + node.port(card),
                lab.directory().resolve(node.port(card) + "-capture.log"),
                Map.of(),
                List.of(
                        "tcpdump",
                        "--immediate-mode",
                        "-Z",
                        "root",
                        "-U",
                        "-Q",
                        "in",
                        "-i",
                        node.port(card),
                        "-w",
                        file.toString(),
                        PACKETS));
        Awaitility.await("the capture runs").atMost(BOUND).until(() -> process.logText()
                .contains("listening on"));
        return new Capture(file, process);
    }

    public void stop() {
        process.stop(BOUND);
    }

    /** How many of the captured packets match Wireshark's {@code filter}, such as {@code vrrp}. */
    public long count(String filter) {
        return decoded(filter).lines().count();
    }

    /** When the switch got the captured packets that match Wireshark's {@code filter}, in order. */
    public List<Instant> times(String filter) {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-Y", filter));
        command.addAll(List.of("-T", "fields", "-e", "frame.time_epoch"));
        return Command.run(command, "", Map.of(), DECODING_BOUND)
                .orThrow()
                .output()
                .lines()
                .map(line -> line.split("[.]", 2))
                .map(time -> Instant.ofEpochSecond(Long.parseLong(time[0]), Long.parseLong(time[1])))
                .toList();
    }

    /** A line for each captured packet that Wireshark decodes with a complaint of any kind. */
    public String complaints() {
        return decoded("_ws.malformed || _ws.expert || (vrrp && vrrp.checksum.status != 1)");
    }

    private String decoded(String filter) {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-Y", filter));
        for (String preference : List.of("ip.check_checksum:TRUE", "vrrp.v3_checksum_as_in_v2:FALSE")) {
            command.addAll(List.of("-o", preference));
        }
        command.addAll(List.of("-T", "fields", "-e", "_ws.col.Info", "-e", "_ws.expert.message"));
        return Command.run(command, "", Map.of(), DECODING_BOUND).orThrow().output();
    }
}
