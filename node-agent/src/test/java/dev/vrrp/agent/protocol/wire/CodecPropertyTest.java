package dev.vrrp.agent.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.DecodeResult.Rejected;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every advertisement and for any bytes. */
class CodecPropertyTest {
    private static final List<byte[]> CAPTURED =
            List.copyOf(CapturesTest.advertisements().values());

    @Property(tries = 1000)
    void decodingUndoesEncoding(@ForAll("advertisements") Accepted original) {
        assertThat(AdvertisementDecoder.decode(encode(original))).isEqualTo(original);
    }

    @Property(tries = 2000)
    void anyBytesAreAnswered(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(AdvertisementDecoder.decode(bytes)).isNotNull();
    }

    @Property(tries = 2000)
    void anyBytesBehindGoodHeadersAreAnswered(
            @ForAll @Size(max = 100) byte[] bytes, @ForAll @IntRange(min = 0, max = 40) int kept) {
        for (byte[] captured : CAPTURED) {
            ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.BYTES + kept + bytes.length);
            frame.put(captured, 0, EthernetHeader.BYTES + Math.min(kept, captured.length - EthernetHeader.BYTES));
            frame.put(bytes);
            assertThat(AdvertisementDecoder.decode(frame.array())).isNotNull();
        }
    }

    @Property(tries = 2000)
    void mutatedCapturesAreAnswered(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 121) Integer> positions,
            @ForAll @Size(6) List<@ByteRange(min = Byte.MIN_VALUE) Byte> values,
            @ForAll @IntRange(min = 0, max = 122) int length) {
        for (byte[] captured : CAPTURED) {
            byte[] mutated = Arrays.copyOf(captured, Math.min(length, captured.length));
            for (int i = 0; i < positions.size(); i++) {
                if (positions.get(i) < mutated.length) {
                    mutated[positions.get(i)] = values.get(i);
                }
            }
            assertThat(AdvertisementDecoder.decode(mutated)).isNotNull();
        }
    }

    /**
     * One flipped bit changes the sum by a power of two, so the checksum shows it; but version 3 over IPv4 has two right
     * checksums, and where the pseudo-header's sum happens to be that power of two, the other one fits.
     */
    @Property(tries = 300)
    @Conforms("RFC 9568 7.1 checksum")
    void aFlippedBitIsSeenByTheChecksum(@ForAll("advertisements") Accepted original) {
        byte[] frame = encode(original);
        int first = original.advertisement().source().getAddress().length == IpHeader.IPV4_ADDRESS_BYTES
                ? EthernetHeader.BYTES
                : EthernetHeader.BYTES + Ipv6Header.BYTES;
        for (int bit = first * 8; bit < frame.length * 8; bit++) {
            frame[bit / 8] ^= (byte) (1 << bit % 8);
            switch (AdvertisementDecoder.decode(frame)) {
                case Rejected _ -> {}
                case Accepted accepted ->
                    assertThat(accepted.checksum()).as("bit %d", bit).isNotEqualTo(original.checksum());
            }
            frame[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    /** A repetition differs in its identification alone; a frame that differs in anything else is read as what it is. */
    @Property(tries = 300)
    void aReaderSaysWhatTheDecoderSays(
            @ForAll("advertisements") Accepted original, @ForAll @IntRange(max = 0xffff) int identification) {
        AdvertisementReader reader = new AdvertisementReader();
        byte[] frame = encode(original);
        DecodeResult first = reader.read(frame);
        assertThat(first).isEqualTo(original);
        Envelope envelope = original.envelope();
        boolean ipv4 = EthernetHeader.isIpv4(frame);
        byte[] repetition = encode(new Accepted(
                original.advertisement(),
                original.authentication(),
                original.checksum(),
                new Envelope(
                        envelope.senderMac(),
                        envelope.destinationMac(),
                        envelope.destination(),
                        ipv4 ? identification : 0)));
        assertThat(reader.read(repetition)).isSameAs(first);
        for (int bit = 0; bit < repetition.length * 8; bit++) {
            byte[] flipped = repetition.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(reader.read(flipped)).as("bit %d", bit).isEqualTo(AdvertisementDecoder.decode(flipped));
            reader.read(frame);
        }
    }

    @Provide
    Arbitrary<Accepted> advertisements() {
        return Arbitraries.oneOf(
                advertisements(ProtocolVersion.V2, AddressFamily.IPV4),
                advertisements(ProtocolVersion.V3, AddressFamily.IPV4),
                advertisements(ProtocolVersion.V3, AddressFamily.IPV6));
    }

    private static Arbitrary<Accepted> advertisements(ProtocolVersion version, AddressFamily family) {
        Arbitrary<InetAddress> addresses = addresses(family);
        Arbitrary<Advertisement> advertisements = Combinators.combine(
                        Arbitraries.integers().between(1, 255).map(VirtualRouterId::new),
                        Arbitraries.integers().between(0, 255).map(AdvertisedPriority::of),
                        intervals(version),
                        addresses.list().ofMinSize(1).ofMaxSize(255),
                        addresses)
                .as((vrid, priority, interval, listed, source) ->
                        new Advertisement(version, vrid, priority, interval, listed, source));
        Arbitrary<Envelope> envelopes = Combinators.combine(
                        macs(),
                        macs(),
                        addresses,
                        Arbitraries.integers().between(0, family == AddressFamily.IPV4 ? 0xffff : 0))
                .as(Envelope::new);
        return Combinators.combine(advertisements, authentications(version), checksums(version, family), envelopes)
                .as(Accepted::new);
    }

    private static Arbitrary<InetAddress> addresses(AddressFamily family) {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(IpHeader.addressBytes(family))
                .map(bytes -> IpHeader.address(ByteBuffer.wrap(bytes), 0, family));
    }

    private static Arbitrary<Long> macs() {
        return Arbitraries.longs().between(0, EthernetHeader.BROADCAST);
    }

    private static Arbitrary<AdvertisementInterval> intervals(ProtocolVersion version) {
        return switch (version) {
            case V2 -> Arbitraries.integers().between(1, 255).map(AdvertisementInterval::ofSeconds);
            case V3 -> Arbitraries.integers().between(1, 4095).map(AdvertisementInterval::ofCentiseconds);
        };
    }

    private static Arbitrary<Authentication> authentications(ProtocolVersion version) {
        Arbitrary<Authentication> none = Arbitraries.just(new Authentication.None());
        return switch (version) {
            case V2 -> Arbitraries.oneOf(none, Arbitraries.longs().map(Authentication.SimplePassword::new));
            case V3 -> none;
        };
    }

    private static Arbitrary<ChecksumMode> checksums(ProtocolVersion version, AddressFamily family) {
        return switch (version) {
            case V2 -> Arbitraries.just(ChecksumMode.RFC9568);
            case V3 ->
                family == AddressFamily.IPV6
                        ? Arbitraries.just(ChecksumMode.PSEUDO_HEADER)
                        : Arbitraries.of(ChecksumMode.class);
        };
    }

    private static byte[] encode(Accepted accepted) {
        return AdvertisementEncoder.encode(
                accepted.advertisement(), accepted.authentication(), accepted.checksum(), accepted.envelope());
    }
}
