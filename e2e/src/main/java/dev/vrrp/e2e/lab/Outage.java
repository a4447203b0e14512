package dev.vrrp.e2e.lab;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which nobody answered.
 *
 * @param from the last answer before
 * @param to the first answer after, or the time of asking if there was none yet
 */
public record Outage(Instant from, Instant to) {
    public Duration duration() {
        return Duration.between(from, to);
    }
}
