package dev.vrrp.e2e.peer;

import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Debian's keepalived on a node, all instances in one sync group. */
public final class Keepalived {
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final ManagedProcess process;

    private Keepalived(ManagedProcess process) {
        this.process = process;
    }

    /**
     * Starts keepalived on {@code node}.
     *
     * @param directory for its configuration, process ids and log
     */
    public static Keepalived start(Node node, List<KeepalivedInstance> instances, Path directory) {
        Path files = directory.resolve("keepalived-" + node.name());
        Path configuration = files.resolve("keepalived.conf");
        try {
            Files.createDirectories(files);
            Files.writeString(configuration, configuration(node.name(), instances));
            // a file that names a process that is gone makes keepalived 2.2 refuse to start
            Files.deleteIfExists(files.resolve("keepalived.pid"));
            Files.deleteIfExists(files.resolve("vrrp.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Keepalived(ManagedProcess.start(
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
                        "--pid=" + files.resolve("keepalived.pid"),
                        "--vrrp_pid=" + files.resolve("vrrp.pid"))));
    }

    /** SIGTERM: keepalived resigns and removes its addresses. */
    public void stop() {
        process.stop(STOP_GRACE);
    }

    public ManagedProcess process() {
        return process;
    }

    private static String configuration(String routerId, List<KeepalivedInstance> instances) {
        String members = instances.stream()
                .map(instance -> "        " + instance.name() + "\n")
                .collect(Collectors.joining());
        return """
                global_defs {
                    router_id %s
                }
                vrrp_sync_group vg1 {
                    group {
                %s    }
                }
                %s""".formatted(
                routerId,
                members,
                instances.stream().map(KeepalivedInstance::configuration).collect(Collectors.joining()));
    }
}
