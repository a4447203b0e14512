package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;

/** The monotonic clock. */
public interface Ticker {
    MonotonicInstant now();

    /** The clock of this process; it goes on while the process is frozen. */
    static Ticker system() {
        return () -> new MonotonicInstant(System.nanoTime());
    }
}
