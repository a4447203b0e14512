package dev.vrrp.e2e.product;

import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.ManagedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An operator in the management network. It can be ended in any way and started again. */
public final class OperatorProcess {
    private static final Duration END_BOUND = Duration.ofSeconds(40);

    private final Lab lab;
    private final String name;
    private final List<String> command;
    private @Nullable ManagedProcess process;

    /**
     * An operator that is not started yet.
     *
     * @param name of its log, and in the Lease
     */
    public OperatorProcess(Lab lab, String name, Path jar, List<String> arguments) {
        this.lab = lab;
        this.name = name;
        this.command = Program.command(jar, arguments);
    }

    public Path log() {
        return lab.directory().resolve(name + ".log");
    }

    /** Starts it, which must not run. What it calls itself in the Lease begins with its name. */
    public void start() {
        if (runs()) {
            throw new IllegalStateException(name + " runs already");
        }
        process = ManagedProcess.start(lab.management().namespace(), name, log(), Map.of("HOSTNAME", name), command);
    }

    /** What it answers to {@code GET path} where {@code --http} has it listen, on the loopback interface; the header too. */
    public String ask(int port, String path) {
        return Http.ask(lab.management().namespace(), port, path);
    }

    /** SIGTERM; the exit code. */
    public int terminate() {
        required().terminate();
        return awaitEnd();
    }

    /** The exit code of one that ends by itself. */
    public int awaitEnd() {
        return required().waitFor(END_BOUND);
    }

    /** Ends it by SIGTERM and starts it again. */
    public void restart() {
        terminate();
        start();
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

    public long pid() {
        return required().pid();
    }

    public boolean runs() {
        return process != null && process.alive();
    }

    private ManagedProcess required() {
        return Optional.ofNullable(process).orElseThrow(() -> new IllegalStateException(name + " was never started"));
    }
}
