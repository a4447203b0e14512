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
    static final int VRID = 1;
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
        RejectReason form = form(frame, header);
        if (form != null) {
            return rejected(frame, header, form);
        }
        ProtocolVersion version = number(frame, header) == 2 ? ProtocolVersion.V2 : ProtocolVersion.V3;
        ChecksumMode checksum = coverage(frame, header, version);
        if (checksum == null) {
            return rejected(frame, header, RejectReason.CHECKSUM);
        }
        RejectReason value = value(frame, header.offset(), version);
        if (value != null) {
            return rejected(frame, header, value);
        }
        return new DecodeResult.Accepted(
                advertisement(frame, header, version),
                authentication(frame, header, version),
                checksum,
                envelope(frame, header));
    }

    private static DecodeResult rejected(ByteBuffer frame, IpHeader.Carried header, RejectReason reason) {
        int vrid = header.length() > VRID ? frame.get(header.offset() + VRID) & 0xff : 0;
        return new DecodeResult.Rejected(reason, vrid, header.source());
    }

    /** What is wrong with hops, version, type and lengths; after this, every field can be read. */
    private static @Nullable RejectReason form(ByteBuffer frame, IpHeader.Carried header) {
        if (header.hops() != IpHeader.MAXIMUM_HOPS) {
            return RejectReason.TTL;
        }
        if (header.length() < HEADER_BYTES) {
            return RejectReason.TRUNCATED;
        }
        AddressFamily family = AddressFamily.of(header.source());
        return switch (number(frame, header)) {
            case 2 ->
                family == AddressFamily.IPV4
                        ? typeAndLengths(frame, header, ProtocolVersion.V2, family)
                        : RejectReason.VERSION;
            case 3 -> typeAndLengths(frame, header, ProtocolVersion.V3, family);
            default -> RejectReason.VERSION;
        };
    }

    private static @Nullable RejectReason typeAndLengths(
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

    /** Which field means nothing. */
    private static @Nullable RejectReason value(ByteBuffer frame, int start, ProtocolVersion version) {
        if (frame.get(start + VRID) == 0) {
            return RejectReason.VRID_ZERO;
        }
        if (intervalUnits(frame, start, version) == 0) {
            return RejectReason.INTERVAL_ZERO;
        }
        boolean unknownAuthentication = version == ProtocolVersion.V2
                && (frame.get(start + AUTHENTICATION_TYPE) & 0xff) > AUTHENTICATION_SIMPLE_PASSWORD;
        return unknownAuthentication ? RejectReason.AUTHENTICATION_TYPE : null;
    }

    private static Advertisement advertisement(ByteBuffer frame, IpHeader.Carried header, ProtocolVersion version) {
        int start = header.offset();
        int units = intervalUnits(frame, start, version);
        return new Advertisement(
                version,
                new VirtualRouterId(frame.get(start + VRID) & 0xff),
                AdvertisedPriority.of(frame.get(start + PRIORITY) & 0xff),
                switch (version) {
                    case V2 -> AdvertisementInterval.ofSeconds(units);
                    case V3 -> AdvertisementInterval.ofCentiseconds(units);
                },
                addresses(frame, start, AddressFamily.of(header.source())),
                header.source());
    }

    private static Envelope envelope(ByteBuffer frame, IpHeader.Carried header) {
        return new Envelope(
                EthernetHeader.source(frame),
                EthernetHeader.destination(frame),
                header.destination(),
                header.identification());
    }

    private static int number(ByteBuffer frame, IpHeader.Carried header) {
        return (frame.get(header.offset()) & 0xff) >>> 4;
    }

    /**
     * What the received checksum covers; null if it is wrong. Version 3 over IPv4 may come either way: RFC 5798 (keepalived and
     * FRR) counts the pseudo-header in, RFC 9568 section 5.2.8 leaves it out.
     */
    private static @Nullable ChecksumMode coverage(ByteBuffer frame, IpHeader.Carried header, ProtocolVersion version) {
        AddressFamily family = AddressFamily.of(header.source());
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

    private static int intervalUnits(ByteBuffer frame, int start, ProtocolVersion version) {
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

    /** The authentication of the message. Without one, its 8 bytes mean nothing. */
    private static Authentication authentication(ByteBuffer frame, IpHeader.Carried header, ProtocolVersion version) {
        boolean password = version == ProtocolVersion.V2
                && frame.get(header.offset() + AUTHENTICATION_TYPE) == AUTHENTICATION_SIMPLE_PASSWORD;
        return password
                ? new Authentication.SimplePassword(frame.getLong(header.offset() + header.length() - Long.BYTES))
                : NO_AUTHENTICATION;
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
