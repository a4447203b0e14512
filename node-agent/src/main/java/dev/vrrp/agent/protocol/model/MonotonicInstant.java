package dev.vrrp.agent.protocol.model;

import java.time.Duration;

/**
 * A point on a monotonic clock, in nanoseconds from an arbitrary origin; it never goes back, and it has nothing to do with
 * the time of day. Comparison survives the overflow of the counter, as {@link System#nanoTime} asks.
 */
public record MonotonicInstant(long nanos) {
    public MonotonicInstant plusNanos(long amountNanos) {
        return new MonotonicInstant(nanos + amountNanos);
    }

    public boolean isBefore(MonotonicInstant other) {
        return nanos - other.nanos < 0;
    }

    public boolean isAfter(MonotonicInstant other) {
        return nanos - other.nanos > 0;
    }

    /** Nanoseconds from {@code earlier} to this instant; negative if this one is earlier. */
    public long nanosSince(MonotonicInstant earlier) {
        return nanos - earlier.nanos;
    }

    public Duration since(MonotonicInstant earlier) {
        return Duration.ofNanos(nanosSince(earlier));
    }

    public static MonotonicInstant earlier(MonotonicInstant a, MonotonicInstant b) {
        return a.isBefore(b) ? a : b;
    }

    public static MonotonicInstant later(MonotonicInstant a, MonotonicInstant b) {
        return a.isBefore(b) ? b : a;
    }
}
