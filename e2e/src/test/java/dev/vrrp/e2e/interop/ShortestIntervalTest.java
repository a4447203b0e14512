package dev.vrrp.e2e.interop;

import dev.vrrp.e2e.interop.InteropCase.Family;
import dev.vrrp.e2e.interop.InteropCase.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Advertisements every 10 ms: a machine that is busy with other tests would look like a Master that is silent. */
class ShortestIntervalTest {
    @Test
    void everyMoveInBothDirections() {
        InteropTest.moveInBothDirections(
                InteropCase.of(Peer.KEEPALIVED, Family.IPV4).every(Duration.ofMillis(10)));
    }
}
