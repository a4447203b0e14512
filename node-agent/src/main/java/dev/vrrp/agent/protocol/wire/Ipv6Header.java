package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.AddressFamily;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The IPv6 header (RFC 8200 section 3). Ours has no flow label and no extension header; neither may a received one have. */
final class Ipv6Header {
    static final int BYTES = 40;

    /** RFC 9568 section 5.1.2.2; its MAC address by RFC 2464 section 7. */
    static final InetAddress VRRP_GROUP = Inet6Address.ofLiteral("ff02::12");

    static final long VRRP_GROUP_MAC = 0x3333_0000_0012L;

    private static final int VERSION_6 = 6;
    private static final int VERSION_SHIFT = 28;
    private static final int TRAFFIC_CLASS_SHIFT = 20;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;

    private Ipv6Header() {}

    static void put(
            ByteBuffer frame,
            int trafficClass,
            InetAddress source,
            InetAddress destination,
            int nextHeader,
            int payloadBytes) {
        frame.putInt(VERSION_6 << VERSION_SHIFT | trafficClass << TRAFFIC_CLASS_SHIFT)
                .putShort((short) payloadBytes)
                .put((byte) nextHeader)
                .put((byte) IpHeader.MAXIMUM_HOPS)
                .put(source.getAddress())
                .put(destination.getAddress());
    }

    /** Reads the header at {@code start}; bytes after the payload are Ethernet's padding and are left alone. */
    static IpHeader read(ByteBuffer frame, int start) {
        int available = frame.limit() - start - BYTES;
        if (available < 0) {
            return new IpHeader.Refused(RejectReason.TRUNCATED, null);
        }
        InetAddress source = IpHeader.address(frame, start + SOURCE, AddressFamily.IPV6);
        if ((frame.get(start + NEXT_HEADER) & 0xff) != IpHeader.PROTOCOL_VRRP) {
            return new IpHeader.Refused(RejectReason.NOT_VRRP, source);
        }
        if (frame.getInt(start) >>> VERSION_SHIFT != VERSION_6) {
            return new IpHeader.Refused(RejectReason.IP_HEADER, source);
        }
        int payloadBytes = Short.toUnsignedInt(frame.getShort(start + PAYLOAD_LENGTH));
        if (payloadBytes > available) {
            return new IpHeader.Refused(RejectReason.TRUNCATED, source);
        }
        return new IpHeader.Carried(
                source,
                IpHeader.address(frame, start + DESTINATION, AddressFamily.IPV6),
                0,
                frame.get(start + HOP_LIMIT) & 0xff,
                start + BYTES,
                payloadBytes);
    }
}
