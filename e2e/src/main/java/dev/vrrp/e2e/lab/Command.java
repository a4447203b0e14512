package dev.vrrp.e2e.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs a program that ends by itself, within a bound. */
public final class Command {
    private static final Duration DEFAULT_BOUND = Duration.ofSeconds(20);

    private Command() {}

    /** The result of {@code command}, which must exit with 0 within 20 s, else {@link CommandFailed}. */
    public static CommandResult run(String... command) {
        return run(List.of(command)).orThrow();
    }

    /** The result of {@code command}, whatever its exit code, within 20 s. */
    public static CommandResult run(List<String> command) {
        return run(command, "", Map.of(), DEFAULT_BOUND);
    }

    /**
     * The result of {@code command}, whatever its exit code.
     *
     * @param input what it reads on its standard input
     * @param environment added to this program's own
     * @throws CommandFailed if it cannot be started or does not end within {@code bound}
     */
    public static CommandResult run(
            List<String> command, String input, Map<String, String> environment, Duration bound) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Process process = builder.start();
            var output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), readers);
            var errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), readers);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new CommandFailed(command, "did not end within " + bound.toSeconds() + " s: " + errors.join());
            }
            return new CommandResult(command, process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new CommandFailed(command, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(command, "was interrupted");
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
