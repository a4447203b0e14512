package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.lab.HostileFrames;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A flood on the segment moves nothing. {@code e2e/bench flood} is the long form. */
class FloodTest {
    private static final int PER_SECOND = 100_000;
    /** A Master may stand still for three of them: a second of a machine that has other work too. */
    private static final Duration INTERVAL = Duration.ofMillis(400);
    /** A Backup that heard nothing would take over on the way. */
    private static final Duration LASTING = Duration.ofMillis(2_500);

    @ParameterizedTest
    @EnumSource
    void movesNothing(HostileFrames kind) {
        FloodRun.Outcome outcome = FloodRun.of(kind, PER_SECOND, INTERVAL, LASTING);

        System.out.println(outcome);
        assertThat(outcome.transitions()).isZero();
        assertThat(outcome.sent()).isPositive();
        assertThat(outcome.foreignRouters()).as("reported").isLessThanOrEqualTo(64);
    }
}
