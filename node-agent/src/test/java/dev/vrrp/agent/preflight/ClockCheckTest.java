package dev.vrrp.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.preflight.Finding.Verdict;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.runtime.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
    private static final NodeState NODE = new NodeState(0, false, List.of(), List.of());

    private MonotonicInstant sinceStart = new MonotonicInstant(0);
    private Instant timeOfDay = Instant.parse("2026-03-01T12:00:00Z");
    private final ClockCheck check = new ClockCheck(() -> sinceStart, () -> timeOfDay);

    @Test
    void oneThatRunsEvenlyOrIsSlewedIsFine() {
        for (int look = 0; look < 100; look++) {
            assertThat(check.look(NODE).verdict()).isEqualTo(Verdict.FINE);
            pass(Duration.ofSeconds(10), Duration.ofMillis(10_005));
        }
    }

    @Test
    void aMachineThatWasSuspendedIsFine() {
        assertThat(check.look(NODE).verdict()).isEqualTo(Verdict.FINE);
        pass(Duration.ofHours(8), Duration.ofHours(8));
        assertThat(check.look(NODE).verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void aJumpIsToldForAnHour() {
        assertThat(check.look(NODE).verdict()).isEqualTo(Verdict.FINE);
        pass(Duration.ofSeconds(10), Duration.ofSeconds(3_610));
        Finding forward = check.look(NODE);
        assertThat(forward.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(forward.reason()).isEqualTo("ClockJumped");
        assertThat(forward.message()).contains("jumped 3600.0 s forward at 2026-03-01T13:00:10Z", "let it slew");
        pass(Duration.ofMinutes(50), Duration.ofMinutes(50));
        assertThat(check.look(NODE)).as("told once, in the same words").isEqualTo(forward);
        pass(Duration.ofMinutes(11), Duration.ofMinutes(11));
        assertThat(check.look(NODE).verdict()).isEqualTo(Verdict.FINE);

        pass(Duration.ofSeconds(10), Duration.ofSeconds(5));
        assertThat(check.look(NODE).message()).contains("jumped 5.0 s back");
    }

    private void pass(Duration real, Duration shown) {
        sinceStart = sinceStart.plusNanos(real.toNanos());
        timeOfDay = timeOfDay.plus(shown);
    }
}
