package dev.vrrp.e2e.bench;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What the user of the benchmark has chosen.
 *
 * @param runs of what is repeated
 * @param intervals between advertisements, where a row has several
 * @param random for the moments of the faults
 */
record Settings(int runs, List<Duration> intervals, Random random) {
    /** A time from 0 to {@code bound}. */
    Duration upTo(Duration bound) {
        return Duration.ofNanos(random.nextLong(bound.toNanos() + 1));
    }
}
