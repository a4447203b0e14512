package dev.vrrp.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** The monotonic clock may stand anywhere, also just before it wraps around. */
    private static final long START = Long.MAX_VALUE - 3 * SECOND;

    private final Heartbeats heartbeats = new Heartbeats(START, TEN_SECONDS);

    @Test
    void anAgentNotHeardYetIsAliveForTheGrace() {
        assertThat(heartbeats.isAlive("a", START + 9 * SECOND)).isTrue();
        assertThat(heartbeats.isAlive("a", START + 10 * SECOND)).isFalse();
        assertThat(heartbeats.nanosToNextSilence(START + SECOND)).hasValue(9 * SECOND);
    }

    @Test
    void aHeartbeatLastsAsLongAsItPromised() {
        heartbeats.heard("a", "t1", Duration.ofSeconds(4), START + 20 * SECOND);

        assertThat(heartbeats.isAlive("a", START + 23 * SECOND)).isTrue();
        assertThat(heartbeats.isAlive("a", START + 24 * SECOND)).isFalse();
        assertThat(heartbeats.nanosToNextSilence(START + 21 * SECOND)).hasValue(3 * SECOND);
        assertThat(heartbeats.nanosToNextSilence(START + 24 * SECOND)).isEmpty();
    }

    @Test
    void onlyAChangeCounts() {
        heartbeats.heard("a", "t1", TEN_SECONDS, START);
        heartbeats.heard("a", "t1", TEN_SECONDS, START + 9 * SECOND);

        assertThat(heartbeats.isAlive("a", START + 10 * SECOND)).isFalse();
    }

    @Test
    void aHeartbeatMattersIfTheAgentWasSilentOrAJudgementWaits() {
        assertThat(heartbeats.heard("a", "t1", TEN_SECONDS, START)).isTrue();
        assertThat(heartbeats.heard("a", "t2", TEN_SECONDS, START + SECOND)).isFalse();
        heartbeats.await(true);
        assertThat(heartbeats.heard("a", "t3", TEN_SECONDS, START + 2 * SECOND)).isTrue();
        heartbeats.await(false);
        assertThat(heartbeats.heard("a", "t4", TEN_SECONDS, START + 30 * SECOND))
                .isTrue();
    }

    @Test
    void silenceBeginsWhereThePromiseEnds() {
        heartbeats.heard("a", "t1", Duration.ofSeconds(4), START);
        heartbeats.heard("b", "t1", TEN_SECONDS, START);

        assertThat(heartbeats.silences(START + 9 * SECOND)).containsExactly(Map.entry("a", Duration.ofSeconds(5)));
    }

    @Test
    void aForgottenAgentIsGone() {
        heartbeats.heard("a", "t1", TEN_SECONDS, START + 20 * SECOND);
        heartbeats.forget("a");

        assertThat(heartbeats.isAlive("a", START + 21 * SECOND)).isFalse();
    }

    @Test
    void whileNobodyCanBeHeardTimeStandsStill() {
        heartbeats.heard("a", "t1", TEN_SECONDS, START);
        heartbeats.heard("b", "t1", TEN_SECONDS, START + 15 * SECOND);
        heartbeats.listening(false, START + 26 * SECOND);

        assertThat(heartbeats.isAlive("a", START + 100 * SECOND))
                .as("silent before the outage")
                .isFalse();
        assertThat(heartbeats.isAlive("b", START + 100 * SECOND)).isTrue();
        assertThat(heartbeats.nanosToNextSilence(START + 100 * SECOND)).isEmpty();
    }

    @Test
    void afterwardsWhoWasAliveGetsItsFullTime() {
        heartbeats.heard("a", "t1", TEN_SECONDS, START);
        heartbeats.heard("dies", "t1", TEN_SECONDS, START + 14 * SECOND);
        heartbeats.heard("b", "t1", TEN_SECONDS, START + 15 * SECOND);
        heartbeats.listening(false, START + 26 * SECOND);
        assertThat(heartbeats.heard("b", "t2", TEN_SECONDS, START + 100 * SECOND))
                .as("news while deaf")
                .isTrue();
        heartbeats.listening(true, START + 101 * SECOND);

        assertThat(heartbeats.isAlive("a", START + 102 * SECOND)).isFalse();
        assertThat(heartbeats.isAlive("b", START + 110 * SECOND)).isTrue();
        assertThat(heartbeats.isAlive("dies", START + 110 * SECOND)).isTrue();
        assertThat(heartbeats.isAlive("dies", START + 111 * SECOND)).isFalse();
    }

    @Test
    void anAgentIsGoneLongAfterItFellSilent() {
        Heartbeats heartbeats = new Heartbeats(0, Duration.ofSeconds(10));
        heartbeats.heard("a", "1", Duration.ofSeconds(10), 0);
        long silentNanos = Duration.ofSeconds(10).toNanos();
        long goneNanos = silentNanos + Duration.ofMinutes(2).toNanos();

        assertThat(heartbeats.isAlive("a", silentNanos)).isFalse();
        assertThat(heartbeats.isGone("a", goneNanos - 1)).isFalse();
        assertThat(heartbeats.isGone("a", goneNanos)).isTrue();
        assertThat(heartbeats.isGone("never heard", goneNanos)).isTrue();

        heartbeats.heard("a", "2", Duration.ofSeconds(10), goneNanos);
        assertThat(heartbeats.isGone("a", goneNanos)).isFalse();
    }
}
