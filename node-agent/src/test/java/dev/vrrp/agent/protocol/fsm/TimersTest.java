package dev.vrrp.agent.protocol.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final AdvertisementInterval ONE_SECOND = AdvertisementInterval.ofSeconds(1);
    private static final AdvertisementInterval TEN_MILLISECONDS = AdvertisementInterval.ofCentiseconds(1);

    @Test
    @DisplayName("version 3: Skew_Time = (256 - Priority) * Active_Adver_Interval / 256 (RFC 9568 section 6.1)")
    void skewOfVersion3() {
        assertThat(skew(ProtocolVersion.V3, 100, ONE_SECOND)).isEqualTo(609_375_000L);
        assertThat(skew(ProtocolVersion.V3, 250, ONE_SECOND)).isEqualTo(23_437_500L);
        assertThat(skew(ProtocolVersion.V3, 254, TEN_MILLISECONDS))
                .as("78 µs, where centiseconds and milliseconds say 0")
                .isEqualTo(78_125L);
    }

    @Test
    @DisplayName("version 2: Skew_Time = (256 - Priority) / 256 seconds, whatever the interval (RFC 3768 section 6.1)")
    void skewOfVersion2() {
        assertThat(skew(ProtocolVersion.V2, 100, AdvertisementInterval.ofSeconds(10)))
                .isEqualTo(609_375_000L);
    }

    @Test
    @DisplayName("priorities 100 and 101 at 1 s wake 3.9 ms apart")
    void neighbouringPriorities() {
        assertThat(skew(ProtocolVersion.V3, 100, ONE_SECOND) - skew(ProtocolVersion.V3, 101, ONE_SECOND))
                .isEqualTo(3_906_250L);
    }

    @Test
    @DisplayName("Active_Down_Interval = 3 * Active_Adver_Interval + Skew_Time (RFC 9568 section 6.1)")
    void masterDown() {
        assertThat(Timers.masterDownNanos(ProtocolVersion.V3, new Priority(100), ONE_SECOND))
                .isEqualTo(3_609_375_000L);
        assertThat(Timers.masterDownNanos(ProtocolVersion.V2, new Priority(100), AdvertisementInterval.ofSeconds(2)))
                .isEqualTo(6_609_375_000L);
    }

    @Test
    @DisplayName("the longest interval and the lowest priority do not overflow")
    void extremes() {
        assertThat(Timers.masterDownNanos(ProtocolVersion.V2, new Priority(1), AdvertisementInterval.ofSeconds(255)))
                .isEqualTo(765_996_093_750L);
    }

    private static long skew(ProtocolVersion version, int priority, AdvertisementInterval interval) {
        return Timers.skewNanos(version, new Priority(priority), interval);
    }
}
