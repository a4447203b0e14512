package dev.vrrp.e2e.product;

import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The node agent of one node. It can be ended in any way and started again; its state folder stays. */
public final class Agent {
    /** On the loopback interface of the node, as the manifests have it. */
    private static final int HTTP_PORT = 9112;

    private static final Duration END_BOUND = Duration.ofSeconds(15);

    private final Node node;
    private final List<String> command;
    private final Path log;
    private final Path stateDirectory;
    private @Nullable ManagedProcess process;

    private Agent(Node node, List<String> command, Path log, Path stateDirectory) {
        this.node = node;
        this.command = List.copyOf(command);
        this.log = log;
        this.stateDirectory = stateDirectory;
    }

    /** An agent that takes its configuration from the API server of {@code kubeconfig}. */
    public static Agent ofCluster(Node node, Path jar, Path kubeconfig, Path directory) {
        return of(node, jar, directory, List.of("--kubeconfig", kubeconfig.toString()));
    }

    /** An agent without Kubernetes, configured by a file. */
    public static Agent standalone(Node node, Path jar, Path configuration, Path directory) {
        return of(node, jar, directory, List.of("--config", configuration.toString()));
    }

    private static Agent of(Node node, Path jar, Path directory, List<String> source) {
        Path stateDirectory = directory.resolve(node.name() + "-state");
        List<String> arguments = new ArrayList<>(List.of("--node", node.name()));
        arguments.addAll(source);
        arguments.addAll(List.of("--state-dir", stateDirectory.toString(), "--http", "127.0.0.1:" + HTTP_PORT));
        return new Agent(
                node, Program.command(jar, arguments), directory.resolve(node.name() + "-agent.log"), stateDirectory);
    }

    /** The same agent, started in another way: {@code launcher} makes its command out of the usual one. */
    public Agent launchedBy(UnaryOperator<List<String>> launcher) {
        return new Agent(node, launcher.apply(command), log, stateDirectory);
    }

    public Node node() {
        return node;
    }

    public Path log() {
        return log;
    }

    /** Where the agent keeps what it must not forget. */
    public Path stateDirectory() {
        return stateDirectory;
    }

    /** The process id of the agent, which must run. */
    public long pid() {
        return required().pid();
    }

    /** What the agent answers over HTTP, asked on its node, such as {@code /metrics}; the header too; empty: it does not answer. */
    public String ask(String path) {
        return Http.ask(node.namespace(), HTTP_PORT, path);
    }

    /** Starts the agent, which must not run. */
    public void start() {
        if (running().isPresent()) {
            throw new IllegalStateException("the agent of " + node + " runs already");
        }
        process = ManagedProcess.start(node.namespace(), "agent of " + node, log, Map.of(), command);
    }

    /** Sends SIGTERM and does not wait. */
    public void terminate() {
        required().terminate();
    }

    /** The exit code after {@link #terminate}, within 15 s. */
    public int awaitEnd() {
        return Optional.ofNullable(process).orElseThrow().waitFor(END_BOUND);
    }

    /** SIGKILL. */
    public void kill() {
        required().kill();
    }

    /** SIGSTOP: it stands still until {@link #resume}. */
    public void pause() {
        required().pause();
    }

    /** SIGCONT. */
    public void resume() {
        required().resume();
    }

    /** Ends the agent if it runs, and starts it. */
    public void restart() {
        running().ifPresent(running -> {
            running.terminate();
            running.waitFor(END_BOUND);
        });
        start();
    }

    public boolean runs() {
        return running().isPresent();
    }

    private Optional<ManagedProcess> running() {
        return Optional.ofNullable(process).filter(ManagedProcess::alive);
    }

    private ManagedProcess required() {
        return running().orElseThrow(() -> new IllegalStateException("the agent of " + node + " does not run"));
    }
}
