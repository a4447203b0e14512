package dev.vrrp.operator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import java.time.Duration;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
    private static final ZonedDateTime NOON = ZonedDateTime.parse("2026-01-01T12:00:00Z");

    private final LeaseWatch watch = new LeaseWatch();

    @Test
    void whatNobodyHoldsIsFree() {
        assertThat(watch.isFree(null, 0)).isTrue();
        assertThat(watch.isFree(new LeaseSpec(), 0)).isTrue();
        assertThat(watch.isFree(held("", NOON), 0)).isTrue();
    }

    @Test
    void itIsFreeWhenItHasNotChangedForAsLongAsItLasts() {
        assertThat(watch.isFree(held("a", NOON), seconds(100))).isFalse();
        assertThat(watch.isFree(held("a", NOON), seconds(105))).isFalse();
        assertThat(watch.isFree(held("a", NOON), seconds(106))).isTrue();
    }

    @Test
    void itIsHeldAsLongAsItChangesWhateverTheClockOfItsHolderSays() {
        assertThat(watch.isFree(held("a", NOON.minusHours(1)), seconds(0))).isFalse();
        assertThat(watch.isFree(held("a", NOON.plusHours(1)), seconds(5))).isFalse();
        assertThat(watch.isFree(held("a", NOON.minusYears(9)), seconds(10))).isFalse();
        assertThat(watch.isFree(held("a", NOON.minusYears(9)), seconds(16))).isTrue();
    }

    @Test
    void anotherHolderHasItsWholeTime() {
        assertThat(watch.isFree(held("a", NOON), seconds(0))).isFalse();
        assertThat(watch.isFree(held("b", NOON), seconds(6))).isFalse();
        assertThat(watch.isFree(held("b", NOON), seconds(12))).isTrue();
    }

    @Test
    void aDurationBeyondReasonIsCut() {
        LeaseSpec eternal = held("a", NOON)
                .edit()
                .withLeaseDurationSeconds(Integer.MAX_VALUE)
                .build();

        assertThat(watch.isFree(eternal, seconds(0))).isFalse();
        assertThat(watch.isFree(eternal, seconds(60))).isTrue();
    }

    private static LeaseSpec held(String holder, ZonedDateTime renewed) {
        return new LeaseSpecBuilder()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(6)
                .withRenewTime(renewed)
                .build();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
