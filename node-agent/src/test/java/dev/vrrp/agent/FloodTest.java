package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.lab.HostileFrames;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A flood on the segment moves nothing. {@code e2e/bench flood} is the long form. */
class FloodTest {
    private static final int PER_SECOND = 100_000;

    @ParameterizedTest
    @EnumSource
    void movesNothing(HostileFrames kind) {
        FloodRun.Outcome outcome = FloodRun.of(kind, PER_SECOND, Duration.ofMillis(100), Duration.ofSeconds(2));

        System.out.println(outcome);
        assertThat(outcome.transitions()).isZero();
        assertThat(outcome.sent()).isPositive();
        assertThat(outcome.foreignRouters()).as("reported").isLessThanOrEqualTo(64);
    }
}
