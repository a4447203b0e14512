package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.DecodeResult.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The codec against real frames of keepalived 2.2.7 and against tshark's reading of them. */
class CapturesTest {
    private static final List<String> FILES = List.of(
            "v2-noauth.pcap",
            "v2-pass.pcap",
            "v2-prio0-stop.pcap",
            "v3-ipv4-100ms.pcap",
            "v3-ipv4-1vip.pcap",
            "v3-ipv4-20vips.pcap",
            "v3-ipv6.pcap",
            "v3-preempt.pcap",
            "v3-takeover-garp.pcap",
            "v3-unicast.pcap");

    /** Version, traffic class and flow label; of the last, ours has none. */
    private static final int IPV6_FIRST_WORD = EthernetHeader.BYTES;

    static Stream<String> files() {
        return FILES.stream();
    }

    /** Every captured frame, by file and number. */
    static Map<String, byte[]> frames() {
        Map<String, byte[]> frames = new TreeMap<>();
        for (String file : FILES) {
            List<byte[]> captured = PcapFile.capture(file);
            IntStream.range(0, captured.size()).forEach(i -> frames.put(file + "\t" + (i + 1), captured.get(i)));
        }
        return frames;
    }

    /** Every captured advertisement, by file and number. */
    static Map<String, byte[]> advertisements() {
        Map<String, byte[]> advertisements = frames();
        advertisements.values().removeIf(frame -> !(AdvertisementDecoder.decode(frame) instanceof Accepted));
        return advertisements;
    }

    @Test
    @DisplayName("every VRRP frame is read as tshark reads it, and nothing else is taken for one")
    void agreesWithTshark() throws IOException {
        List<String> read = new ArrayList<>();
        for (String file : FILES) {
            List<byte[]> frames = PcapFile.capture(file);
            for (int i = 0; i < frames.size(); i++) {
                if (AdvertisementDecoder.decode(frames.get(i)) instanceof Accepted accepted) {
                    read.add(file + "\t" + (i + 1) + "\t" + asTsharkPrints(accepted));
                }
            }
        }
        assertThat(read).hasSize(49).containsExactlyElementsOf(tshark());
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("every VRRP frame is written again byte for byte")
    @Conforms({"RFC 9568 7.2 fields", "RFC 3768 7.2 fields"})
    void writesTheSameBytes(String file) {
        for (byte[] frame : PcapFile.capture(file)) {
            if (AdvertisementDecoder.decode(frame) instanceof Accepted accepted) {
                byte[] again = AdvertisementEncoder.encode(
                        accepted.advertisement(), accepted.authentication(), accepted.checksum(), accepted.envelope());
                assertThat(again).isEqualTo(withoutFlowLabel(frame));
            }
        }
    }

    @Test
    @DisplayName("keepalived's checksum of version 3 over IPv4 is with the pseudo-header, multicast and unicast")
    void checksumModes() {
        Map<String, ChecksumMode> modes = advertisements().entrySet().stream()
                .collect(Collectors.toMap(
                        frame -> frame.getKey().substring(0, frame.getKey().indexOf('.')),
                        frame -> ((Accepted) AdvertisementDecoder.decode(frame.getValue())).checksum(),
                        (a, b) -> a == b ? a : null));
        assertThat(modes)
                .contains(
                        entry("v3-ipv4-1vip", ChecksumMode.PSEUDO_HEADER),
                        entry("v3-unicast", ChecksumMode.PSEUDO_HEADER),
                        entry("v3-ipv6", ChecksumMode.PSEUDO_HEADER),
                        entry("v2-pass", ChecksumMode.RFC9568));
    }

    @Test
    @DisplayName("our gratuitous ARPs are the ones that keepalived sends")
    void gratuitousArps() {
        List<byte[]> captured = frames().values().stream()
                .filter(frame -> EthernetHeader.type(ByteBuffer.wrap(frame)) == EthernetHeader.TYPE_ARP)
                .toList();
        assertThat(captured).hasSize(40).allSatisfy(frame -> {
            InetAddress target = IpHeader.address(ByteBuffer.wrap(frame), frame.length - 4, AddressFamily.IPV4);
            long sender = EthernetHeader.source(ByteBuffer.wrap(frame));
            assertThat(GratuitousArp.encode((Inet4Address) target, sender)).isEqualTo(frame);
            assertThat(AdvertisementDecoder.decode(frame)).isEqualTo(new Rejected(RejectReason.NOT_VRRP, 0, null));
        });
    }

    @Test
    @DisplayName("no bit of a captured VRRP message can be flipped unnoticed, nor one of an IPv4 header")
    @Conforms({"RFC 9568 7.1 checksum", "RFC 3768 7.1 checksum"})
    void singleBitFlips() {
        advertisements().forEach((name, frame) -> {
            boolean ipv4 = EthernetHeader.type(ByteBuffer.wrap(frame)) == EthernetHeader.TYPE_IPV4;
            int first = ipv4 ? EthernetHeader.BYTES : EthernetHeader.BYTES + Ipv6Header.BYTES;
            for (int bit = first * 8; bit < frame.length * 8; bit++) {
                byte[] flipped = frame.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(AdvertisementDecoder.decode(flipped))
                        .as("%s, bit %d", name, bit)
                        .isInstanceOf(Rejected.class);
            }
        });
    }

    @Test
    @DisplayName("every shortened capture is rejected, and padding changes nothing")
    void truncationAndPadding() {
        advertisements().forEach((name, frame) -> {
            for (int length = 0; length < frame.length; length++) {
                assertThat(AdvertisementDecoder.decode(Arrays.copyOf(frame, length)))
                        .as("%s, first %d bytes", name, length)
                        .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.reason())
                                .isEqualTo(RejectReason.TRUNCATED));
            }
            assertThat(AdvertisementDecoder.decode(Arrays.copyOf(frame, frame.length + 18)))
                    .isEqualTo(AdvertisementDecoder.decode(frame));
        });
    }

    private static List<String> tshark() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(CapturesTest.class.getResourceAsStream("/captures/tshark.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static String asTsharkPrints(Accepted accepted) {
        Advertisement advertisement = accepted.advertisement();
        Envelope envelope = accepted.envelope();
        boolean ipv4 = advertisement.source() instanceof Inet4Address;
        boolean version2 = advertisement.version() == ProtocolVersion.V2;
        String source = InterfaceAddress.text(advertisement.source());
        String destination = InterfaceAddress.text(envelope.destination());
        String addresses =
                advertisement.addresses().stream().map(InterfaceAddress::text).collect(Collectors.joining(","));
        return Stream.of(
                        mac(envelope.senderMac()),
                        mac(envelope.destinationMac()),
                        ipv4 ? source : "",
                        ipv4 ? destination : "",
                        ipv4 ? "0x%04x".formatted(envelope.identification()) : "",
                        ipv4 ? "" : source,
                        ipv4 ? "" : destination,
                        advertisement.version().number(),
                        advertisement.vrid(),
                        advertisement.priority().wireValue(),
                        advertisement.addresses().size(),
                        version2 ? advertisement.interval().seconds() : "",
                        version2 ? "" : advertisement.interval().centiseconds(),
                        "1",
                        version2 ? authenticationType(accepted.authentication()) : "",
                        password(accepted.authentication()),
                        ipv4 ? addresses : "",
                        ipv4 ? "" : addresses)
                .map(Object::toString)
                .collect(Collectors.joining("\t"));
    }

    private static String authenticationType(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None _ -> "0";
            case Authentication.SimplePassword _ -> "1";
        };
    }

    static String password(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None _ -> "";
            case Authentication.SimplePassword password ->
                new String(
                        ByteBuffer.allocate(Long.BYTES).putLong(password.data()).array(), StandardCharsets.US_ASCII);
        };
    }

    private static String mac(long mac) {
        return HexFormat.ofDelimiter(":")
                .formatHex(ByteBuffer.allocate(8).putLong(mac).array(), 2, 8);
    }

    private static byte[] withoutFlowLabel(byte[] frame) {
        byte[] same = frame.clone();
        if (EthernetHeader.type(ByteBuffer.wrap(frame)) == EthernetHeader.TYPE_IPV6) {
            ByteBuffer bytes = ByteBuffer.wrap(same);
            bytes.putInt(IPV6_FIRST_WORD, bytes.getInt(IPV6_FIRST_WORD) & 0xfff0_0000);
        }
        return same;
    }
}
