package dev.vrrp.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentionsTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Set<String> BOTH = Set.of("a", "b");

    private final Heartbeats heartbeats = new Heartbeats(0, TEN_SECONDS);
    private final Contentions contentions = new Contentions();

    @Test
    void oneMasterIsNoContention() {
        assertThat(amongNodes(Set.of("a"), 0)).isEqualTo(Contention.None);
        assertThat(contentions.awaitsHeartbeats()).isFalse();
    }

    @Test
    void twoThatAreBothHeardAgainAreConfirmed() {
        assertThat(amongNodes(BOTH, 0)).isEqualTo(Contention.Suspected);
        heard("a", 2);
        assertThat(amongNodes(BOTH, 2)).isEqualTo(Contention.Suspected);
        heard("b", 3);
        assertThat(amongNodes(BOTH, 3)).isEqualTo(Contention.Confirmed);
    }

    @Test
    void theLastWordOfADeadAgentIsNeverConfirmed() {
        heard("a", 0);
        heard("b", 0);
        assertThat(amongNodes(BOTH, 0)).isEqualTo(Contention.Suspected);
        heard("b", 3);
        heard("b", 6);
        heard("b", 9);
        assertThat(amongNodes(BOTH, 9)).isEqualTo(Contention.Suspected);
    }

    @Test
    void theTimeThatAnOutageGivesConfirmsNothing() {
        heard("a", 0);
        heard("b", 0);
        heartbeats.listening(false, seconds(11));
        assertThat(amongNodes(BOTH, 20)).isEqualTo(Contention.Suspected);
        heard("b", 22);
        heartbeats.listening(true, seconds(23));

        assertThat(amongNodes(BOTH, 23)).isEqualTo(Contention.Suspected);
    }

    @Test
    void aHeartbeatAtOnceTellsNothing() {
        amongNodes(BOTH, 0);
        heartbeats.heard("a", "x", TEN_SECONDS, Duration.ofMillis(10).toNanos());
        heartbeats.heard("b", "x", TEN_SECONDS, Duration.ofMillis(10).toNanos());

        assertThat(amongNodes(BOTH, 1)).isEqualTo(Contention.Suspected);
    }

    @Test
    void whatIsOverStartsAnew() {
        amongNodes(BOTH, 0);
        heard("a", 2);
        heard("b", 2);
        amongNodes(Set.of("b"), 3);

        assertThat(amongNodes(BOTH, 4)).isEqualTo(Contention.Suspected);
    }

    @Test
    void subjectsThatAreGoneAreForgotten() {
        amongNodes(BOTH, 0);
        contentions.retain(Set.of());

        assertThat(contentions.awaitsHeartbeats()).isFalse();
    }

    private Contention amongNodes(Set<String> masters, int second) {
        return contentions.amongNodes("v", masters, heartbeats, seconds(second));
    }

    private void heard(String node, int second) {
        heartbeats.heard(node, "at " + second, TEN_SECONDS, seconds(second));
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
