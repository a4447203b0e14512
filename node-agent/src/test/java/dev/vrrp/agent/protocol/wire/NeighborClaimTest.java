package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NeighborClaimTest {
    private static final long MAC = 0x02_00_00_00_01_09L;
    private static final InetAddress IPV4 = InetAddress.ofLiteral("192.168.1.111");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("2001:db8::111");

    @Test
    void gratuitousArpAndNeighbourAdvertisementsAreClaims() {
        assertThat(NeighborClaim.decode(GratuitousArp.encode((Inet4Address) IPV4, MAC)))
                .hasValue(new NeighborClaim(IPV4, MAC));
        assertThat(NeighborClaim.decode(UnsolicitedNeighborAdvertisement.encode((Inet6Address) IPV6, MAC)))
                .hasValue(new NeighborClaim(IPV6, MAC));
    }

    @Test
    void aQuestionIsNone() {
        assertThat(NeighborClaim.decode(AddressProbe.encode(IPV4, MAC))).isEmpty();
        assertThat(NeighborClaim.decode(AddressProbe.encode(IPV6, MAC))).isEmpty();
    }

    @Test
    void aFrameThatIsCutShortIsNone() {
        byte[] arp = GratuitousArp.encode((Inet4Address) IPV4, MAC);
        byte[] advertisement = UnsolicitedNeighborAdvertisement.encode((Inet6Address) IPV6, MAC);
        for (int length = 0; length < arp.length; length++) {
            assertThat(NeighborClaim.decode(Arrays.copyOf(arp, length))).isEmpty();
        }
        for (int length = 0; length < 14 + 40 + 24; length++) {
            assertThat(NeighborClaim.decode(Arrays.copyOf(advertisement, length)))
                    .isEmpty();
        }
    }
}
