package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.model.MonotonicInstant;

/** The clock of a node: it has its own origin, which may overflow during the run, and runs too fast or too slowly. */
record SimulatedClock(long originNanos, int errorPpm) {
    private static final long MILLION = 1_000_000L;

    MonotonicInstant at(long time) {
        return new MonotonicInstant(originNanos + time + time * errorPpm / MILLION);
    }

    /** When it will show {@code instant}. */
    long timeOf(MonotonicInstant instant) {
        long elapsed = instant.nanosSince(new MonotonicInstant(originNanos));
        return elapsed - elapsed * errorPpm / (MILLION + errorPpm) + 1;
    }
}
