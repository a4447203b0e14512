package dev.vrrp.e2e.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A program inside a namespace whose lines are read as they come, on a thread of its own. */
final class LineProcess implements AutoCloseable {
    private static final long READY_SECONDS = 30;

    private final Process process;
    private final Thread reader;
    private final CountDownLatch ready = new CountDownLatch(1);

    private LineProcess(Process process, Predicate<String> readyLine, Consumer<String> lines) {
        this.process = process;
        this.reader = Thread.ofVirtual().unstarted(() -> read(readyLine, lines));
    }

    /** Starts {@code command}; {@code lines} receives what it prints, output and errors, one line at a time. */
    static LineProcess start(
            NetworkNamespace namespace, List<String> command, Predicate<String> readyLine, Consumer<String> lines) {
        ProcessBuilder builder = new ProcessBuilder(namespace.inside(command)).redirectErrorStream(true);
        builder.environment().putAll(Map.of("TZ", "UTC", "LC_ALL", "C"));
        try {
            LineProcess started = new LineProcess(builder.start(), readyLine, lines);
            started.reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isReady() {
        return ready.getCount() == 0;
    }

    /** Waits for the first line that shows that the program is at work. */
    LineProcess awaitReady() {
        try {
            if (!ready.await(READY_SECONDS, TimeUnit.SECONDS)) {
                close();
                throw new IllegalStateException(process.info() + " was not ready within " + READY_SECONDS + " s");
            }
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read(Predicate<String> readyLine, Consumer<String> lines) {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (ready.getCount() > 0 && readyLine.test(line)) {
                    ready.countDown();
                }
                lines.accept(line);
            }
        } catch (IOException e) {
            // The program was ended while it printed; there is nothing more to read.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(READY_SECONDS, TimeUnit.SECONDS);
            reader.join(TimeUnit.SECONDS.toMillis(READY_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
