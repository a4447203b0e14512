package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The VRRP message: RFC 9568 section 5.2 (version 3), RFC 3768 section 5.3 (version 2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |Version| Type  | Virtual Rtr ID|   Priority    |  Addr Count   |
 * |Reserve| Max Advertise Interval|          Checksum             |   version 3, centiseconds
 * |   Auth Type   |   Adver Int   |          Checksum             |   version 2, seconds
 * |                        addresses ...                          |
 * |          version 2 only: 8 bytes authentication data          |
 * </pre>
 */
final class VrrpMessage {
    private static final int HEADER_BYTES = 8;
    private static final int VRID = 1;
    private static final int PRIORITY = 2;
    private static final int ADDRESS_COUNT = 3;
    private static final int AUTHENTICATION_TYPE = 4;
    private static final int INTERVAL_SECONDS = 5;
    private static final int INTERVAL_CENTISECONDS = 4;
    private static final int INTERVAL_CENTISECONDS_MASK = 0xfff;
    private static final int CHECKSUM = 6;

    private static final int TYPE_ADVERTISEMENT = 1;
    private static final int AUTHENTICATION_NONE = 0;
    private static final int AUTHENTICATION_SIMPLE_PASSWORD = 1;
    private static final Authentication NO_AUTHENTICATION = new Authentication.None();

    private VrrpMessage() {}

    static int bytes(ProtocolVersion version, AddressFamily family, int addresses) {
        int bytes = HEADER_BYTES + addresses * IpHeader.addressBytes(family);
        return switch (version) {
            case V2 -> bytes + Long.BYTES;
            case V3 -> bytes;
        };
    }

    static void put(
            ByteBuffer frame,
            Advertisement advertisement,
            Authentication authentication,
            ChecksumMode checksum,
            InetAddress destination) {
        int start = frame.position();
        frame.put((byte) (advertisement.version().number() << 4 | TYPE_ADVERTISEMENT))
                .put((byte) advertisement.vrid().value())
                .put((byte) advertisement.priority().wireValue())
                .put((byte) advertisement.addresses().size());
        switch (advertisement.version()) {
            case V2 ->
                frame.put((byte) typeOf(authentication))
                        .put((byte) advertisement.interval().seconds());
            case V3 -> frame.putShort((short) advertisement.interval().centiseconds());
        }
        frame.putShort((short) 0);
        for (InetAddress address : advertisement.addresses()) {
            frame.put(address.getAddress());
        }
        switch (advertisement.version()) {
            case V2 -> frame.putLong(dataOf(authentication));
            case V3 -> {}
        }
        int length = frame.position() - start;
        long sum = InternetChecksum.sum(frame, start, length);
        if (coverage(advertisement.version(), AddressFamily.of(destination), checksum) == ChecksumMode.PSEUDO_HEADER) {
            sum += InternetChecksum.pseudoHeader(advertisement.source(), destination, IpHeader.PROTOCOL_VRRP, length);
        }
        frame.putShort(start + CHECKSUM, (short) InternetChecksum.fold(sum));
    }

    /** Reads what {@code header} carries; {@code frame} still begins with its Ethernet header. */
    static DecodeResult read(ByteBuffer frame, IpHeader.Carried header) {
        int start = header.offset();
        int vrid = header.length() > VRID ? frame.get(start + VRID) & 0xff : 0;
        if (header.hops() != IpHeader.MAXIMUM_HOPS) {
            return new DecodeResult.Rejected(RejectReason.TTL, vrid, header.source());
        }
        if (header.length() < HEADER_BYTES) {
            return new DecodeResult.Rejected(RejectReason.TRUNCATED, vrid, header.source());
        }
        AddressFamily family = AddressFamily.of(header.source());
        ProtocolVersion version = version((frame.get(start) & 0xff) >>> 4, family);
        if (version == null) {
            return new DecodeResult.Rejected(RejectReason.VERSION, vrid, header.source());
        }
        RejectReason flaw = flaw(frame, header, version, family);
        if (flaw != null) {
            return new DecodeResult.Rejected(flaw, vrid, header.source());
        }
        ChecksumMode checksum = coverage(frame, header, version, family);
        if (checksum == null) {
            return new DecodeResult.Rejected(RejectReason.CHECKSUM, vrid, header.source());
        }
        int units = interval(frame, start, version);
        Authentication authentication = authentication(frame, header, version);
        if (vrid == 0) {
            return new DecodeResult.Rejected(RejectReason.VRID_ZERO, vrid, header.source());
        }
        if (units == 0) {
            return new DecodeResult.Rejected(RejectReason.INTERVAL_ZERO, vrid, header.source());
        }
        if (authentication == null) {
            return new DecodeResult.Rejected(RejectReason.AUTHENTICATION_TYPE, vrid, header.source());
        }
        Advertisement advertisement = new Advertisement(
                version,
                new VirtualRouterId(vrid),
                AdvertisedPriority.of(frame.get(start + PRIORITY) & 0xff),
                switch (version) {
                    case V2 -> AdvertisementInterval.ofSeconds(units);
                    case V3 -> AdvertisementInterval.ofCentiseconds(units);
                },
                addresses(frame, start, family),
                header.source());
        Envelope envelope = new Envelope(
                EthernetHeader.source(frame),
                EthernetHeader.destination(frame),
                header.destination(),
                header.identification());
        return new DecodeResult.Accepted(advertisement, authentication, checksum, envelope);
    }

    private static @Nullable ProtocolVersion version(int number, AddressFamily family) {
        return switch (number) {
            case 2 -> family == AddressFamily.IPV4 ? ProtocolVersion.V2 : null;
            case 3 -> ProtocolVersion.V3;
            default -> null;
        };
    }

    /** What is wrong with type and lengths; after this, every field can be read. */
    private static @Nullable RejectReason flaw(
            ByteBuffer frame, IpHeader.Carried header, ProtocolVersion version, AddressFamily family) {
        int start = header.offset();
        int addresses = frame.get(start + ADDRESS_COUNT) & 0xff;
        int expected = bytes(version, family, addresses);
        if ((frame.get(start) & 0xf) != TYPE_ADVERTISEMENT) {
            return RejectReason.TYPE;
        }
        if (addresses == 0) {
            return RejectReason.ADDRESS_COUNT;
        }
        if (header.length() < expected) {
            return RejectReason.TRUNCATED;
        }
        return header.length() > expected ? RejectReason.LENGTH : null;
    }

    /**
     * What the received checksum covers; null if it is wrong. Version 3 over IPv4 may come either way: RFC 5798 (keepalived and
     * FRR) counts the pseudo-header in, RFC 9568 section 5.2.8 leaves it out.
     */
    private static @Nullable ChecksumMode coverage(
            ByteBuffer frame, IpHeader.Carried header, ProtocolVersion version, AddressFamily family) {
        long message = InternetChecksum.sum(frame, header.offset(), header.length());
        if (coverage(version, family, ChecksumMode.PSEUDO_HEADER) == ChecksumMode.PSEUDO_HEADER) {
            long pseudoHeader = InternetChecksum.pseudoHeader(
                    header.source(), header.destination(), IpHeader.PROTOCOL_VRRP, header.length());
            if (InternetChecksum.fold(message + pseudoHeader) == 0) {
                return ChecksumMode.PSEUDO_HEADER;
            }
        }
        boolean alone = coverage(version, family, ChecksumMode.RFC9568) == ChecksumMode.RFC9568;
        return alone && InternetChecksum.fold(message) == 0 ? ChecksumMode.RFC9568 : null;
    }

    /** What the checksum covers where {@code configured} is asked for: only version 3 over IPv4 has a choice. */
    private static ChecksumMode coverage(ProtocolVersion version, AddressFamily family, ChecksumMode configured) {
        return switch (version) {
            case V2 -> ChecksumMode.RFC9568;
            case V3 ->
                switch (family) {
                    case IPV4 -> configured;
                    case IPV6 -> ChecksumMode.PSEUDO_HEADER;
                };
        };
    }

    private static int interval(ByteBuffer frame, int start, ProtocolVersion version) {
        return switch (version) {
            case V2 -> frame.get(start + INTERVAL_SECONDS) & 0xff;
            case V3 -> frame.getShort(start + INTERVAL_CENTISECONDS) & INTERVAL_CENTISECONDS_MASK;
        };
    }

    private static List<InetAddress> addresses(ByteBuffer frame, int start, AddressFamily family) {
        int count = frame.get(start + ADDRESS_COUNT) & 0xff;
        int bytes = IpHeader.addressBytes(family);
        InetAddress[] addresses = new InetAddress[count];
        for (int i = 0; i < count; i++) {
            addresses[i] = IpHeader.address(frame, start + HEADER_BYTES + i * bytes, family);
        }
        return List.of(addresses);
    }

    /** The authentication of the message; null if it is of a type that is not ours. Without one, its 8 bytes mean nothing. */
    private static @Nullable Authentication authentication(
            ByteBuffer frame, IpHeader.Carried header, ProtocolVersion version) {
        return switch (version) {
            case V2 ->
                switch (frame.get(header.offset() + AUTHENTICATION_TYPE) & 0xff) {
                    case AUTHENTICATION_NONE -> NO_AUTHENTICATION;
                    case AUTHENTICATION_SIMPLE_PASSWORD ->
                        new Authentication.SimplePassword(
                                frame.getLong(header.offset() + header.length() - Long.BYTES));
                    default -> null;
                };
            case V3 -> NO_AUTHENTICATION;
        };
    }

    private static int typeOf(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None _ -> AUTHENTICATION_NONE;
            case Authentication.SimplePassword _ -> AUTHENTICATION_SIMPLE_PASSWORD;
        };
    }

    private static long dataOf(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None _ -> 0;
            case Authentication.SimplePassword password -> password.data();
        };
    }
}
