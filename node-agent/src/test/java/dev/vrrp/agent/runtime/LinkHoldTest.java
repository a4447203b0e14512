package dev.vrrp.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkHoldTest {
    private static final MonotonicInstant START = new MonotonicInstant(Long.MAX_VALUE - 1_000_000_000L);

    private MonotonicInstant now = START;
    private LinkHold hold = LinkHold.first(true, now);

    @Test
    void aLossCountsAtOnceAndTheFirstReturnToo() {
        goes();
        assertThat(hold.carrier()).isFalse();
        comes();
        assertThat(hold.carrier()).isTrue();
        assertThat(hold.isHeld(now)).isFalse();
    }

    @Test
    void eachFurtherReturnIsHeldTwiceAsLongUpToABound() {
        int[] expectedSeconds = {0, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30};
        for (int seconds : expectedSeconds) {
            goes();
            comes();
            assertThat(hold.hold()).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(hold.isHeld(now)).isEqualTo(seconds > 0);
            after(Duration.ofSeconds(seconds));
            assertThat(hold.isHeld(now)).isFalse();
        }
    }

    @Test
    void aLossDuringTheHoldStartsItAnew() {
        flap(3);
        after(Duration.ofMillis(500));
        flap(1);
        after(Duration.ofSeconds(3));
        assertThat(hold.isHeld(now)).isTrue();
        after(Duration.ofSeconds(1));
        assertThat(hold.isHeld(now)).isFalse();
    }

    @Test
    void halfAMinuteWithoutALossIsAStepBack() {
        flap(4);
        after(Duration.ofSeconds(65));
        flap(1);
        assertThat(hold.hold()).isEqualTo(Duration.ofSeconds(2));
        after(Duration.ofMinutes(10));
        flap(1);
        assertThat(hold.hold()).isZero();
    }

    @Test
    void whatIsSeenAgainUnchangedIsNoNews() {
        assertThat(hold.observe(true, now.plusNanos(5))).isSameAs(hold);
    }

    private void flap(int times) {
        for (int i = 0; i < times; i++) {
            goes();
            comes();
        }
    }

    private void goes() {
        after(Duration.ofMillis(10));
        hold = hold.observe(false, now);
    }

    private void comes() {
        after(Duration.ofMillis(10));
        hold = hold.observe(true, now);
    }

    private void after(Duration duration) {
        now = now.plusNanos(duration.toNanos());
    }
}
