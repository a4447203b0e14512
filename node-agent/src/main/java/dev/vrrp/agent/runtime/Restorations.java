package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.time.Duration;

/**
 * How soon an address that another program takes off the interface is put back. The first {@value #FREE} times at once; one that
 * goes on being taken away after 200 ms, 400 ms … up to {@value #LONGEST_SECONDS} s. Each {@value #STEP_BACK_SECONDS} s that it is
 * left alone are a step back, and once it was put back with a delay each {@value #LONGEST_SECONDS} s. So a mistake is mended before
 * anybody notices, and two programs that do not agree make no storm.
 *
 * @param steps how often it was taken away of late
 * @param since when {@code steps} last changed
 */
record Restorations(int steps, MonotonicInstant since) {
    private static final int FREE = 5;
    private static final int STEP_BACK_SECONDS = 2;
    private static final int LONGEST_SECONDS = 30;
    private static final int MOST_STEPS = FREE + 9;
    private static final long FIRST_DELAY_NANOS = 100_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    static Restorations none(MonotonicInstant now) {
        return new Restorations(0, now);
    }

    /** After one removal more. */
    Restorations removed(MonotonicInstant now) {
        return new Restorations(Math.min(at(now) + 1, MOST_STEPS), now);
    }

    /** How long to wait, from the last removal on, before the address is put back. */
    Duration delay() {
        return steps <= FREE
                ? Duration.ZERO
                : Duration.ofNanos(Math.min(FIRST_DELAY_NANOS << (steps - FREE), LONGEST_SECONDS * SECOND_NANOS));
    }

    /** Whether the removals are long enough ago to be forgotten. */
    boolean isOver(MonotonicInstant now) {
        return at(now) == 0;
    }

    private int at(MonotonicInstant now) {
        long quietNanos = now.nanosSince(since) - delay().toNanos();
        long stepNanos = (steps <= FREE ? STEP_BACK_SECONDS : LONGEST_SECONDS) * SECOND_NANOS;
        return (int) Math.max(0, steps - Math.max(0, quietNanos / stepNanos));
    }
}
