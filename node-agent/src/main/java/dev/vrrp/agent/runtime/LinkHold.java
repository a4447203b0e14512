package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.time.Duration;

/**
 * How far the carrier of an interface is trusted. That it is lost counts at once. That it is back counts at once the first time;
 * if it goes on coming and going, only after it has stayed for 1 s, then 2 s, 4 s … up to {@value #LONGEST_HOLD_SECONDS} s.
 * Each half a minute without a loss is a step back. So a card that flaps does not take the addresses to and fro.
 *
 * @param returns how often it came back of late
 * @param since when the carrier last came or went
 * @param heldUntil before this it does not count, although it is back
 */
record LinkHold(boolean carrier, int returns, MonotonicInstant since, MonotonicInstant heldUntil) {
    private static final int LONGEST_HOLD_SECONDS = 30;
    private static final int MOST_RETURNS = 8;
    private static final long STEP_BACK_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** An interface that is seen for the first time is taken as it is. */
    static LinkHold first(boolean carrier, MonotonicInstant now) {
        return new LinkHold(carrier, 0, now, now);
    }

    /** The state after the carrier was seen as {@code present}. */
    LinkHold observe(boolean present, MonotonicInstant now) {
        if (present == carrier) {
            return this;
        }
        if (!present) {
            long stepsBack = now.nanosSince(since) / STEP_BACK_NANOS;
            return new LinkHold(false, (int) Math.max(0, returns - stepsBack), now, now);
        }
        long seconds = returns == 0 ? 0 : Math.min(1L << (returns - 1), LONGEST_HOLD_SECONDS);
        return new LinkHold(true, Math.min(returns + 1, MOST_RETURNS), now, now.plusNanos(seconds * SECOND_NANOS));
    }

    /** Whether the carrier is back and does not count yet. */
    boolean isHeld(MonotonicInstant now) {
        return carrier && now.isBefore(heldUntil);
    }

    Duration hold() {
        return heldUntil.since(since);
    }
}
