package dev.vrrp.e2e.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.CommandResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The real kubectl with one kubeconfig. */
public final class Kubectl {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path program;
    private final Path kubeconfig;
    private final Path cache;

    Kubectl(Path program, Path kubeconfig, Path cache) {
        this.program = program;
        this.kubeconfig = kubeconfig;
        this.cache = cache;
    }

    /** The same program as somebody else. */
    public Kubectl as(Path otherKubeconfig) {
        return new Kubectl(program, otherKubeconfig, cache);
    }

    public Path program() {
        return program;
    }

    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Runs {@code kubectl arguments…}; the result may be a failure. It must end within a minute. */
    public CommandResult run(String... arguments) {
        return runWithInput("", arguments);
    }

    /** As {@link #run}, with {@code input} on its standard input. */
    public CommandResult runWithInput(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return Command.run(command, input, Map.of("KUBECACHEDIR", cache.toString()), BOUND);
    }

    /** What {@code kubectl arguments…} prints; it must succeed. */
    public String output(String... arguments) {
        return run(arguments).orThrow().output();
    }

    /** What {@code kubectl arguments… -o json} prints; it must succeed. */
    public JsonNode json(String... arguments) {
        String[] withFormat = Arrays.copyOf(arguments, arguments.length + 2);
        withFormat[arguments.length] = "-o";
        withFormat[arguments.length + 1] = "json";
        try {
            return MAPPER.readTree(output(withFormat));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("kubectl printed no JSON", e);
        }
    }

    /** Applies manifests, YAML documents; the result may be a refusal. */
    public CommandResult apply(String manifests) {
        return runWithInput(manifests, "apply", "-f", "-");
    }
}
