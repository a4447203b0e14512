package dev.vrrp.e2e.scenario;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** keepalived on the first card of a server that knows nothing of the cluster, with VRID 51 and an address of its own. */
final class Stranger {
    static final int PRIORITY = 150;
    private static final Duration STOP_GRACE = Duration.ofSeconds(20);

    private final ManagedProcess process;

    private Stranger(ManagedProcess process) {
        this.process = process;
    }

    /** @param settings lines of its vrrp_instance: version, interval, authentication */
    static Stranger start(Node node, Path directory, String settings) {
        Path files = directory.resolve("stranger-" + node.name());
        Path configuration = files.resolve("keepalived.conf");
        Path pid = files.resolve("keepalived.pid");
        Path vrrpPid = files.resolve("vrrp.pid");
        try {
            Files.createDirectories(files);
            Files.writeString(configuration, """
                    vrrp_instance stranger {
                        interface %s
                        virtual_router_id 51
                        priority %d
                        virtual_ipaddress {
                            192.168.1.250/24
                        }
                    %s
                    }
                    """.formatted(Card.FIRST.device(), PRIORITY, settings));
            // a file that names a process that is gone makes keepalived 2.2 refuse to start
            Files.deleteIfExists(pid);
            Files.deleteIfExists(vrrpPid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Stranger(ManagedProcess.start(
                node.namespace(),
                "keepalived on " + node,
                files.resolve("keepalived.log"),
                Map.of(),
                List.of(
                        "keepalived",
                        "--dont-fork",
                        "--log-console",
                        "--log-detail",
                        "--vrrp",
                        "--use-file=" + configuration,
                        "--pid=" + pid,
                        "--vrrp_pid=" + vrrpPid)));
    }

    /** SIGTERM: it resigns. */
    void stop() {
        process.stop(STOP_GRACE);
    }
}
