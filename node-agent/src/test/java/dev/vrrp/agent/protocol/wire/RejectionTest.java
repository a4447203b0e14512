package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.DecodeResult.Rejected;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each reason, by a captured frame with one thing changed and the checksums made right again. */
class RejectionTest {
    private static final int IP = EthernetHeader.BYTES;
    private static final int MESSAGE = IP + Ipv4Header.BYTES;
    private static final byte[] VERSION_3 =
            PcapFile.capture("v3-ipv4-1vip.pcap").getFirst();
    private static final byte[] VERSION_2 = PcapFile.capture("v2-pass.pcap").getFirst();
    private static final byte[] IPV6 = PcapFile.capture("v3-ipv6.pcap").getFirst();

    @Test
    @DisplayName("another Ethernet type, an 802.1Q tag, another IP protocol: not VRRP")
    void notVrrp() {
        assertReason(RejectReason.NOT_VRRP, changed(VERSION_3, frame -> frame.putShort(12, (short) 0x88cc)));
        ByteBuffer tagged = ByteBuffer.allocate(VERSION_3.length + 4)
                .put(VERSION_3, 0, 12)
                .putInt(0x8100_0005)
                .put(VERSION_3, 12, VERSION_3.length - 12);
        assertReason(RejectReason.NOT_VRRP, tagged.array());
        assertReason(RejectReason.NOT_VRRP, changed(VERSION_3, frame -> frame.put(IP + 9, (byte) 51)));
        assertReason(RejectReason.NOT_VRRP, changed(IPV6, frame -> frame.put(IP + 6, (byte) 0)));
    }

    @Test
    @DisplayName("a total length or an address count beyond the frame: truncated")
    @Conforms({"RFC 9568 7.1 length", "RFC 3768 7.1 length"})
    void truncated() {
        assertReason(RejectReason.TRUNCATED, new byte[0]);
        assertReason(RejectReason.TRUNCATED, changed(VERSION_3, frame -> frame.putShort(IP + 2, (short) 33)));
        assertReason(RejectReason.TRUNCATED, changed(VERSION_3, frame -> frame.put(MESSAGE + 3, (byte) 2)));
        assertReason(RejectReason.TRUNCATED, changed(VERSION_3, frame -> frame.putShort(IP + 2, (short) 20)));
    }

    @Test
    @DisplayName("an IPv4 header that contradicts itself")
    void ipHeader() {
        assertReason(RejectReason.IP_HEADER, changed(VERSION_3, frame -> frame.put(IP, (byte) 0x44)));
        assertReason(RejectReason.IP_HEADER, changed(VERSION_3, frame -> frame.put(IP, (byte) 0x65)));
        assertReason(RejectReason.IP_HEADER, changed(VERSION_3, frame -> frame.putShort(IP + 2, (short) 19)));
        byte[] wrongChecksum = VERSION_3.clone();
        wrongChecksum[IP + 10]++;
        assertReason(RejectReason.IP_HEADER, wrongChecksum);
        assertReason(RejectReason.IP_HEADER, changed(IPV6, frame -> frame.put(IP, (byte) 0x40)));
    }

    @Test
    @DisplayName("IP options are stepped over: the header length counts")
    void ipOptions() {
        ByteBuffer frame = ByteBuffer.allocate(VERSION_3.length + 4)
                .put(VERSION_3, 0, MESSAGE)
                .putInt(0x0101_0100)
                .put(VERSION_3, MESSAGE, VERSION_3.length - MESSAGE);
        frame.put(IP, (byte) 0x46).putShort(IP + 2, (short) (frame.getShort(IP + 2) + 4));
        frame.putShort(IP + 10, (short) 0);
        frame.putShort(IP + 10, (short) InternetChecksum.fold(InternetChecksum.sum(frame, IP, 24)));
        assertThat(AdvertisementDecoder.decode(frame.array())).isEqualTo(AdvertisementDecoder.decode(VERSION_3));
    }

    @Test
    @DisplayName("a fragment, first or later; the don't-fragment bit is none")
    void fragments() {
        assertReason(RejectReason.FRAGMENT, changed(VERSION_3, frame -> frame.putShort(IP + 6, (short) 0x2000)));
        assertReason(RejectReason.FRAGMENT, changed(VERSION_3, frame -> frame.putShort(IP + 6, (short) 0x0001)));
        assertThat(AdvertisementDecoder.decode(changed(VERSION_3, frame -> frame.putShort(IP + 6, (short) 0x4000))))
                .isInstanceOf(Accepted.class);
    }

    @Test
    @DisplayName("TTL or hop limit other than 255: RFC 9568 sections 5.1.1.3 and 5.1.2.3; VRID and source are known")
    @Conforms({"RFC 9568 7.1 TTL", "RFC 3768 7.1 TTL"})
    void ttl() {
        byte[] routed = changed(VERSION_3, frame -> frame.put(IP + 8, (byte) 254));
        assertThat(AdvertisementDecoder.decode(routed))
                .isEqualTo(new Rejected(RejectReason.TTL, 51, InetAddress.ofLiteral("10.90.0.1")));
        assertReason(RejectReason.TTL, changed(IPV6, frame -> frame.put(IP + 7, (byte) 64)));
    }

    @Test
    @DisplayName("neither version 2 nor 3, or version 2 over IPv6: RFC 9568 section 7.1")
    @Conforms({"RFC 9568 7.1 version", "RFC 3768 7.1 version"})
    void version() {
        assertReason(RejectReason.VERSION, changed(VERSION_3, frame -> frame.put(MESSAGE, (byte) 0x41)));
        int message = IP + Ipv6Header.BYTES;
        assertReason(RejectReason.VERSION, changed(IPV6, frame -> frame.put(message, (byte) 0x21)));
    }

    @Test
    @DisplayName("another type than 1: RFC 9568 section 5.2.2")
    @Conforms("RFC 9568 7.1 type")
    void type() {
        assertReason(RejectReason.TYPE, changed(VERSION_3, frame -> frame.put(MESSAGE, (byte) 0x32)));
    }

    @Test
    @DisplayName("no addresses: RFC 9568 section 5.2.5, erratum 8299")
    @Conforms("RFC 9568 7.1 count")
    void addressCount() {
        assertReason(RejectReason.ADDRESS_COUNT, changed(VERSION_3, frame -> frame.put(MESSAGE + 3, (byte) 0)));
    }

    @Test
    @DisplayName("bytes beyond the address count, inside the IP packet")
    @Conforms("RFC 9568 7.1 length")
    void length() {
        byte[] longer = Arrays.copyOf(VERSION_3, VERSION_3.length + 4);
        assertReason(RejectReason.LENGTH, changed(longer, frame -> frame.putShort(IP + 2, (short) 36)));
    }

    @Test
    @DisplayName("a wrong checksum: RFC 9568 section 5.2.8; version 2 never has the pseudo-header in it")
    @Conforms({"RFC 9568 7.1 checksum", "RFC 3768 7.1 checksum"})
    void checksum() {
        byte[] wrong = VERSION_3.clone();
        wrong[MESSAGE + 6]++;
        assertReason(RejectReason.CHECKSUM, wrong);
        byte[] withPseudoHeader = VERSION_2.clone();
        ByteBuffer frame = ByteBuffer.wrap(withPseudoHeader);
        long pseudoHeader = InternetChecksum.pseudoHeader(
                IpHeader.address(frame, IP + 12, AddressFamily.IPV4),
                IpHeader.address(frame, IP + 16, AddressFamily.IPV4),
                IpHeader.PROTOCOL_VRRP,
                20);
        frame.putShort(MESSAGE + 6, (short) 0);
        frame.putShort(
                MESSAGE + 6, (short) InternetChecksum.fold(InternetChecksum.sum(frame, MESSAGE, 20) + pseudoHeader));
        assertReason(RejectReason.CHECKSUM, withPseudoHeader);
    }

    @Test
    @DisplayName("VRID 0: RFC 9568 section 5.2.3; it is then not known")
    void vridZero() {
        byte[] zero = changed(VERSION_3, frame -> frame.put(MESSAGE + 1, (byte) 0));
        assertReason(RejectReason.VRID_ZERO, zero);
        assertThat(((Rejected) AdvertisementDecoder.decode(zero)).vrid()).isEqualTo(OptionalInt.empty());
    }

    @Test
    @DisplayName("an interval of zero: RFC 9568 section 7.1, erratum 8301; the reserved bits do not count")
    @Conforms("RFC 9568 7.1 interval")
    void intervalZero() {
        assertReason(RejectReason.INTERVAL_ZERO, changed(VERSION_3, frame -> frame.putShort(MESSAGE + 4, (short) 0)));
        assertReason(
                RejectReason.INTERVAL_ZERO, changed(VERSION_3, frame -> frame.putShort(MESSAGE + 4, (short) 0xf000)));
        assertReason(RejectReason.INTERVAL_ZERO, changed(VERSION_2, frame -> frame.put(MESSAGE + 5, (byte) 0)));
    }

    @Test
    @DisplayName("the Reserve field is ignored: RFC 9568 section 5.2.6")
    void reserve() {
        byte[] reserved = changed(VERSION_3, frame -> frame.putShort(MESSAGE + 4, (short) 0xf064));
        assertThat(((Accepted) AdvertisementDecoder.decode(reserved)).advertisement())
                .isEqualTo(((Accepted) AdvertisementDecoder.decode(VERSION_3)).advertisement());
    }

    @Test
    @DisplayName("version 2 with an authentication type that is neither 0 nor 1: RFC 3768 section 5.3.6")
    @Conforms("RFC 3768 7.1 authentication")
    void authenticationType() {
        assertReason(RejectReason.AUTHENTICATION_TYPE, changed(VERSION_2, frame -> frame.put(MESSAGE + 4, (byte) 2)));
    }

    @Test
    @DisplayName("labels are lower case with underscores, each its own")
    void labels() {
        assertThat(RejectReason.values())
                .extracting(RejectReason::label)
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[a-z]+(_[a-z]+)*"))
                .contains("not_vrrp", "ttl", "checksum", "interval_mismatch");
    }

    private static void assertReason(RejectReason reason, byte[] frame) {
        assertThat(AdvertisementDecoder.decode(frame))
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.reason())
                        .isEqualTo(reason));
    }

    /** {@code original} after {@code change}, with right checksums of the IPv4 header and of the message to the frame's end. */
    private static byte[] changed(byte[] original, Consumer<ByteBuffer> change) {
        byte[] bytes = original.clone();
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        change.accept(frame);
        if (EthernetHeader.type(ByteBuffer.wrap(original)) == EthernetHeader.TYPE_IPV4) {
            frame.putShort(IP + 10, (short) 0);
            frame.putShort(IP + 10, (short) InternetChecksum.fold(InternetChecksum.sum(frame, IP, Ipv4Header.BYTES)));
            frame.putShort(MESSAGE + 6, (short) 0);
            frame.putShort(MESSAGE + 6, (short)
                    InternetChecksum.fold(InternetChecksum.sum(frame, MESSAGE, bytes.length - MESSAGE)));
        }
        return bytes;
    }
}
