package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.ffi.BootClock;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.runtime.Ticker;

/**
 * The clock of the machine, which goes on while the machine is suspended. A Master that wakes up with it knows that it was silent; by
 * {@link System#nanoTime} it would go on where it was, with addresses that another has by now.
 */
public final class BootTicker implements Ticker {
    @Override
    public MonotonicInstant now() {
        return new MonotonicInstant(BootClock.nanos());
    }
}
