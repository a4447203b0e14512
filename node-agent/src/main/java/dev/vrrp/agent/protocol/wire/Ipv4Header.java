package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.AddressFamily;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The IPv4 header (RFC 791 section 3.1). Ours has no options and is never fragmented. */
final class Ipv4Header {
    static final int BYTES = 20;

    /** RFC 9568 section 5.1.1.2; its MAC address by RFC 1112 section 6.4. */
    static final InetAddress VRRP_GROUP = Inet4Address.ofLiteral("224.0.0.18");

    static final long VRRP_GROUP_MAC = 0x0100_5e00_0012L;

    private static final int VRRP_GROUP_BITS = 0xe000_0012;

    private static final int VERSION_4 = 4;
    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FRAGMENT = 6;
    private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3fff;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    private Ipv4Header() {}

    static void put(ByteBuffer frame, InetAddress source, Envelope envelope, int payloadBytes) {
        int start = frame.position();
        frame.put((byte) (VERSION_4 << 4 | BYTES / Integer.BYTES))
                .put((byte) IpHeader.NETWORK_CONTROL)
                .putShort((short) (BYTES + payloadBytes))
                .putShort((short) envelope.identification())
                .putShort((short) 0)
                .put((byte) IpHeader.MAXIMUM_HOPS)
                .put((byte) IpHeader.PROTOCOL_VRRP)
                .putShort((short) 0)
                .put(source.getAddress())
                .put(envelope.destination().getAddress());
        frame.putShort(start + CHECKSUM, (short) InternetChecksum.fold(InternetChecksum.sum(frame, start, BYTES)));
    }

    /** Reads the header at {@code start}; bytes after the total length are Ethernet's padding and are left alone. */
    static IpHeader read(ByteBuffer frame, int start) {
        int available = frame.limit() - start;
        if (available < BYTES) {
            return new IpHeader.Refused(RejectReason.TRUNCATED, null);
        }
        InetAddress source = IpHeader.address(frame, start + SOURCE, AddressFamily.IPV4);
        if ((frame.get(start + PROTOCOL) & 0xff) != IpHeader.PROTOCOL_VRRP) {
            return new IpHeader.Refused(RejectReason.NOT_VRRP, source);
        }
        int headerBytes = (frame.get(start) & 0xf) * Integer.BYTES;
        int totalBytes = Short.toUnsignedInt(frame.getShort(start + TOTAL_LENGTH));
        if ((frame.get(start) & 0xff) >>> 4 != VERSION_4 || headerBytes < BYTES || totalBytes < headerBytes) {
            return new IpHeader.Refused(RejectReason.IP_HEADER, source);
        }
        if (totalBytes > available) {
            return new IpHeader.Refused(RejectReason.TRUNCATED, source);
        }
        if (InternetChecksum.fold(InternetChecksum.sum(frame, start, headerBytes)) != 0) {
            return new IpHeader.Refused(RejectReason.IP_HEADER, source);
        }
        if ((frame.getShort(start + FRAGMENT) & MORE_FRAGMENTS_AND_OFFSET) != 0) {
            return new IpHeader.Refused(RejectReason.FRAGMENT, source);
        }
        return new IpHeader.Carried(
                source,
                destination(frame, start + DESTINATION),
                Short.toUnsignedInt(frame.getShort(start + IDENTIFICATION)),
                frame.get(start + TTL) & 0xff,
                start + headerBytes,
                totalBytes - headerBytes);
    }

    /**
     * Whether {@code frame} differs from {@code valid}, whose header is right, at most in the identification, and is right
     * too. The checksum goes with the identification if the two have the same sum (RFC 1624), which counts 0xffff as 0.
     */
    static boolean isSameButIdentification(byte[] frame, byte[] valid, int start) {
        int length = frame.length;
        return length == valid.length
                && Arrays.equals(frame, 0, start + IDENTIFICATION, valid, 0, start + IDENTIFICATION)
                && Arrays.equals(frame, start + FRAGMENT, start + CHECKSUM, valid, start + FRAGMENT, start + CHECKSUM)
                && Arrays.equals(frame, start + SOURCE, length, valid, start + SOURCE, length)
                && identificationAndChecksum(frame, start) == identificationAndChecksum(valid, start);
    }

    private static int identificationAndChecksum(byte[] frame, int start) {
        return (word(frame, start + IDENTIFICATION) + word(frame, start + CHECKSUM)) % 0xffff;
    }

    private static int word(byte[] frame, int offset) {
        return (frame[offset] & 0xff) << Byte.SIZE | (frame[offset + 1] & 0xff);
    }

    /** Nearly always the group, and then no other object for each packet. */
    private static InetAddress destination(ByteBuffer frame, int offset) {
        return frame.getInt(offset) == VRRP_GROUP_BITS
                ? VRRP_GROUP
                : IpHeader.address(frame, offset, AddressFamily.IPV4);
    }
}
