package dev.vrrp.e2e.kubelet;

import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.CommandResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real helm, as administrator of a cluster. */
public final class Helm {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final Path program;
    private final Path kubeconfig;
    private final Path directory;

    Helm(Path program, Path kubeconfig, Path directory) {
        this.program = program;
        this.kubeconfig = kubeconfig;
        this.directory = directory;
    }

    /** Runs {@code helm arguments…}; the result may be a failure. */
    public CommandResult run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return Command.run(
                command,
                "",
                Map.of(
                        "KUBECONFIG", kubeconfig.toString(),
                        "HELM_CACHE_HOME", directory.resolve("helm/cache").toString(),
                        "HELM_CONFIG_HOME", directory.resolve("helm/config").toString(),
                        "HELM_DATA_HOME", directory.resolve("helm/data").toString()),
                BOUND);
    }

    /** What {@code helm arguments…} prints; it must succeed. */
    public String output(String... arguments) {
        return run(arguments).orThrow().output();
    }

    /** Packages a chart; the archive. */
    Path pack(Path chart) {
        String line = output("package", chart.toString(), "--destination", directory.toString())
                .strip();
        return Path.of(line.substring(line.lastIndexOf(' ') + 1));
    }
}
