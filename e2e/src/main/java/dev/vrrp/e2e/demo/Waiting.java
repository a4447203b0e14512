package dev.vrrp.e2e.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** What the demonstration shows must be true, now or soon. */
final class Waiting {
    private static final Duration POLL = Duration.ofMillis(200);

    private Waiting() {}

    /** @throws DemoFailed if it does not come true within {@code bound} */
    static void until(String what, Duration bound, BooleanSupplier condition) {
        Instant end = Instant.now().plus(bound);
        while (!condition.getAsBoolean()) {
            require(Instant.now().isBefore(end), what + " within " + bound.toSeconds() + " s");
            pause(POLL);
        }
    }

    /** @throws DemoFailed if it is not true */
    static void require(boolean condition, String what) {
        if (!condition) {
            throw new DemoFailed("not true: " + what);
        }
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailed("interrupted");
        }
    }
}
