package dev.vrrp.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.Checksum;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouterGenerationsTest {
    private final RouterGenerations generations = new RouterGenerations();

    @Test
    void whatIsSeenFirstIsNew() {
        generations.observe("a", spec(router("x", 250)), 7);

        assertThat(generations.since("a", "x")).isEqualTo(7);
    }

    @Test
    void aChangeOfOneLeavesTheOthers() {
        generations.observe("a", spec(router("x", 250), router("y", 250)), 7);
        generations.observe("a", spec(router("x", 250), router("y", 240), router("z", 250)), 8);

        assertThat(generations.since("a", "x")).isEqualTo(7);
        assertThat(generations.since("a", "y")).isEqualTo(8);
        assertThat(generations.since("a", "z")).isEqualTo(8);
    }

    @Test
    void whatIsAwayIsNeverReached() {
        generations.observe("a", spec(router("x", 250)), 7);
        generations.observe("a", spec(), 8);
        assertThat(generations.since("a", "x")).isEqualTo(Long.MAX_VALUE);

        generations.observe("a", spec(router("x", 250)), 9);
        assertThat(generations.since("a", "x")).isEqualTo(9);
    }

    @Test
    void aNodeConfigThatWasMadeAnewStartsAnew() {
        generations.observe("a", spec(router("x", 250)), 7);
        generations.observe("a", spec(router("x", 250)), 1);
        assertThat(generations.since("a", "x")).isEqualTo(1);

        generations.retain(Set.of());
        assertThat(generations.since("a", "x")).isEqualTo(Long.MAX_VALUE);
    }

    private static NodeConfigSpec spec(VirtualRouter... routers) {
        return new NodeConfigSpec(Arrays.asList(routers), List.of());
    }

    private static VirtualRouter router(String virtualIP, int priority) {
        return new VirtualRouter(
                virtualIP + "-ipv4",
                virtualIP,
                AddressFamily.IPv4,
                1,
                3,
                "eth0",
                priority,
                "1s",
                true,
                "0s",
                List.of("192.168.1.111/32"),
                Transport.Multicast,
                List.of(),
                Checksum.PseudoHeader,
                null,
                false,
                null);
    }
}
