package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AddressOwner;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Frames worked out by hand from the RFCs. */
class VectorsTest {
    private static final long MAC = 0x0200_0000_0100L;
    private static final InetAddress SOURCE = InetAddress.ofLiteral("192.168.1.104");
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.168.1.111");
    private static final Authentication NONE = new Authentication.None();

    @Test
    @DisplayName("version 3 over IPv4, checksum of the message alone: RFC 9568 sections 5.1.1, 5.2 and 5.2.8")
    @Conforms({"RFC 9568 7.2 fields", "RFC 9568 7.2 checksum", "RFC 9568 7.2 protocol", "RFC 9568 7.2 destination"})
    void version3() {
        // 3133 + 6401 + 0064 + c0a8 + 016f = 157af, folded 57b0; its complement is a84f
        assertThat(encode(version3(new Priority(100)), ChecksumMode.RFC9568))
                .isEqualTo(hex("01005e000012 020000000100 0800"
                        + "45c0 0020 0007 0000 ff70 1884 c0a80168 e0000012"
                        + "31 33 64 01 0064 a84f c0a8016f"));
    }

    @Test
    @DisplayName("the same with the pseudo-header: RFC 5798 section 5.2.8")
    @Conforms("RFC 9568 7.2 checksum")
    void version3WithPseudoHeader() {
        // 157af + c0a8 + 0168 + e000 + 0012 + 0070 + 000c = 2fa4d, folded fa4f; its complement is 05b0
        assertThat(encode(version3(new Priority(100)), ChecksumMode.PSEUDO_HEADER))
                .isEqualTo(hex("01005e000012 020000000100 0800"
                        + "45c0 0020 0007 0000 ff70 1884 c0a80168 e0000012"
                        + "31 33 64 01 0064 05b0 c0a8016f"));
    }

    @Test
    @DisplayName("version 2 with a password: RFC 3768 section 5.3, RFC 2338 section 5.3.6.2")
    @Conforms({"RFC 3768 7.2 fields", "RFC 3768 7.2 checksum", "RFC 3768 7.2 protocol", "RFC 3768 7.2 destination"})
    void version2() {
        Advertisement advertisement = new Advertisement(
                ProtocolVersion.V2,
                new VirtualRouterId(51),
                new Priority(100),
                AdvertisementInterval.ofSeconds(1),
                List.of(ADDRESS),
                SOURCE);
        Authentication password = Authentication.SimplePassword.of("1111".getBytes(StandardCharsets.US_ASCII));
        Envelope envelope = Envelope.multicast(AddressFamily.IPV4, MAC, 7);
        // 2133 + 6401 + 0101 + c0a8 + 016f + 3131 + 3131 = 1aaae, folded aaaf; its complement is 5550
        assertThat(AdvertisementEncoder.encode(advertisement, password, ChecksumMode.PSEUDO_HEADER, envelope))
                .isEqualTo(hex("01005e000012 020000000100 0800"
                        + "45c0 0028 0007 0000 ff70 187c c0a80168 e0000012"
                        + "21 33 64 01 01 01 5550 c0a8016f 3131313100000000"));
    }

    @Test
    @DisplayName("priority 0 and 255 are the octets 0 and 255: RFC 9568 section 5.2.4")
    void priorities() {
        int octet = EthernetHeader.BYTES + Ipv4Header.BYTES + 2;
        assertThat(encode(version3(new Resignation()), ChecksumMode.RFC9568)[octet])
                .isEqualTo((byte) 0);
        assertThat(encode(version3(new AddressOwner()), ChecksumMode.RFC9568)[octet])
                .isEqualTo((byte) 255);
    }

    @Test
    @DisplayName("gratuitous ARP: RFC 826, a broadcast request whose sender is its target")
    @Conforms("RFC 9568 6.4.2 (380)")
    void gratuitousArp() {
        assertThat(GratuitousArp.encode((Inet4Address) ADDRESS, MAC))
                .isEqualTo(hex("ffffffffffff 020000000100 0806"
                        + "0001 0800 06 04 0001 020000000100 c0a8016f ffffffffffff c0a8016f"));
    }

    @Test
    @DisplayName("unsolicited Neighbor Advertisement: RFC 4861 sections 4.4 and 7.2.6, RFC 9568 section 6.4.1")
    @Conforms("RFC 9568 6.4.2 (395)")
    void neighborAdvertisement() {
        Inet6Address address = (Inet6Address) InetAddress.ofLiteral("2001:db8::111");
        String header = "333300000001 020000000100 86dd"
                + "60000000 0020 3a ff 20010db8000000000000000000000111 ff020000000000000000000000000001";
        String body = "20010db8000000000000000000000111 02 01 020000000100";
        assertThat(UnsolicitedNeighborAdvertisement.encode(address, MAC))
                .isEqualTo(hex(header + "88 00 760b a0000000" + body));
    }

    @Test
    @DisplayName("an advertisement is never fragmented: what the MTU has room for, 255 at the most")
    void mostAddresses() {
        assertThat(AdvertisementEncoder.mostAddresses(ProtocolVersion.V3, AddressFamily.IPV6, 1500))
                .isEqualTo((1500 - 40 - 8) / 16);
        assertThat(AdvertisementEncoder.mostAddresses(ProtocolVersion.V3, AddressFamily.IPV6, 9000))
                .isEqualTo(255);
        assertThat(AdvertisementEncoder.mostAddresses(ProtocolVersion.V3, AddressFamily.IPV4, 300))
                .isEqualTo((300 - 20 - 8) / 4);
        assertThat(AdvertisementEncoder.mostAddresses(ProtocolVersion.V2, AddressFamily.IPV4, 300))
                .isEqualTo((300 - 20 - 16) / 4);
        assertThat(AdvertisementEncoder.mostAddresses(ProtocolVersion.V2, AddressFamily.IPV4, 20))
                .isZero();
    }

    @Test
    @DisplayName("contradictions are refused with the values")
    void contradictions() {
        Advertisement mixed = new Advertisement(
                ProtocolVersion.V3,
                new VirtualRouterId(51),
                new Priority(100),
                AdvertisementInterval.ofSeconds(1),
                List.of(InetAddress.ofLiteral("2001:db8::111")),
                SOURCE);
        assertThatThrownBy(() -> encode(mixed, ChecksumMode.RFC9568))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one family");
        Advertisement empty = new Advertisement(
                ProtocolVersion.V3,
                new VirtualRouterId(51),
                new Priority(100),
                AdvertisementInterval.ofSeconds(1),
                List.of(),
                SOURCE);
        assertThatThrownBy(() -> encode(empty, ChecksumMode.RFC9568))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 addresses");
        assertThatThrownBy(() -> Envelope.multicast(AddressFamily.IPV4, 1L << 48, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MAC");
    }

    private static Advertisement version3(AdvertisedPriority priority) {
        return new Advertisement(
                ProtocolVersion.V3,
                new VirtualRouterId(51),
                priority,
                AdvertisementInterval.ofSeconds(1),
                List.of(ADDRESS),
                SOURCE);
    }

    private static byte[] encode(Advertisement advertisement, ChecksumMode checksum) {
        return AdvertisementEncoder.encode(
                advertisement, NONE, checksum, Envelope.multicast(AddressFamily.IPV4, MAC, 7));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
