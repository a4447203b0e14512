package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;

/** How many lines others may cause in the log: {@value #BURST} at once, then one in ten seconds. */
final class LogAllowance {
    private static final int BURST = 20;
    private static final long REFILL_NANOS = 10_000_000_000L;

    private MonotonicInstant full;
    private long withheld;

    LogAllowance(MonotonicInstant now) {
        this.full = now;
    }

    /** Whether a line may be written now; one that may not is counted. */
    boolean permits(MonotonicInstant now) {
        MonotonicInstant refilled = MonotonicInstant.later(full, now).plusNanos(REFILL_NANOS);
        if (refilled.nanosSince(now) > BURST * REFILL_NANOS) {
            withheld++;
            return false;
        }
        full = refilled;
        return true;
    }

    /** How many lines were withheld since the last call, as a remark at the end of a line; empty if none was. */
    String remark() {
        String remark = withheld == 0 ? "" : " (" + withheld + " lines about other routers were left out before)";
        withheld = 0;
        return remark;
    }
}
