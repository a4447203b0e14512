package dev.vrrp.agent.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Watches the network interfaces of the node. */
public interface LinkMonitor extends AutoCloseable {
    /**
     * Starts to watch. {@code listener} gets the whole list at once, before this method returns, and again, on another
     * thread, after each change; bursts may be put together, the last state is always delivered.
     */
    void start(Listener listener) throws IOException;

    @Override
    void close();

    /** Is told what changes. */
    @FunctionalInterface
    interface Listener {
        /** All interfaces, after something in them has changed. */
        void linksChanged(List<Link> links);

        /**
         * An address was taken off an interface, whoever has set it, or was set by somebody else. Each is told at once and one by
         * one; of very many at once, some may be lost.
         */
        default void addressChanged(int linkIndex, InetAddress address, boolean removed) {}
    }
}
