package dev.vrrp.agent.runtime;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Watches the network interfaces of the node. */
public interface LinkMonitor extends AutoCloseable {
    /**
     * Starts to watch. {@code listener} gets the whole list at once, before this method returns, and again, on another
     * thread, after each change; bursts may be put together, the last state is always delivered.
     */
    void start(Consumer<List<Link>> listener) throws IOException;

    @Override
    void close();
}
