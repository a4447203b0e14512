package dev.vrrp.agent.kernel;

import dev.vrrp.agent.runtime.LinkMonitor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Hears of changes by RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR and RTNLGRP_IPV6_IFADDR, and then reads the tables again: a
 * notification only says that something has changed, so one that is lost or comes in a burst does no harm. Watches the network
 * namespace of the thread that starts it.
 */
public final class NetlinkLinkMonitor implements LinkMonitor {
    private static final long LONGEST_CLOSE_MILLIS = 5_000;

    private @Nullable LinkWatch watch;
    private @Nullable Thread thread;

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if it was started before
     */
    @Override
    public synchronized void start(Listener listener) throws IOException {
        if (thread != null) {
            throw new IllegalStateException("a link monitor starts once");
        }
        LinkWatch opened = LinkWatch.open(listener);
        watch = opened;
        thread = Thread.ofPlatform().name("link-monitor").daemon().start(opened);
    }

    @Override
    public void close() {
        LinkWatch woken;
        Thread ending;
        synchronized (this) {
            woken = watch;
            ending = thread;
            watch = null;
        }
        if (woken != null) {
            woken.wake();
        }
        // from the listener itself: the thread ends when the listener returns
        if (ending != null && ending != Thread.currentThread()) {
            try {
                ending.join(LONGEST_CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
