package dev.vrrp.agent.protocol.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Tells a link where an IPv6 address lives now: RFC 4861 section 4.4, sent as RFC 9568 section 6.4.2 asks. */
public final class UnsolicitedNeighborAdvertisement {
    /** To all nodes on the link, ff02::1 (RFC 4861 section 7.2.6); its MAC address by RFC 2464 section 7. */
    private static final InetAddress ALL_NODES = Inet6Address.ofLiteral("ff02::1");

    private static final long ALL_NODES_MAC = 0x3333_0000_0001L;

    private static final int ICMPV6 = 58;
    private static final byte TYPE = (byte) 136;
    private static final int CHECKSUM = 2;
    private static final int ROUTER = 0x8000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    private static final byte OPTION_TARGET_LINK_LAYER_ADDRESS = 2;
    private static final byte OPTION_EIGHTS = 1;
    private static final int BYTES = 32;

    private UnsolicitedNeighborAdvertisement() {}

    /**
     * An Ethernet frame from {@code address} itself: router and override set, solicited clear (RFC 9568 section 6.4.1).
     *
     * @param mac where {@code address} lives: the interface's, 6 bytes as a number
     */
    public static byte[] encode(Inet6Address address, long mac) {
        EthernetHeader.requireMac(mac);
        ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.BYTES + Ipv6Header.BYTES + BYTES);
        EthernetHeader.put(frame, ALL_NODES_MAC, mac, EthernetHeader.TYPE_IPV6);
        Ipv6Header.put(frame, 0, address, ALL_NODES, ICMPV6, BYTES);
        int start = frame.position();
        frame.put(TYPE)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(ROUTER | OVERRIDE)
                .put(address.getAddress())
                .put(OPTION_TARGET_LINK_LAYER_ADDRESS)
                .put(OPTION_EIGHTS);
        EthernetHeader.putMac(frame, mac);
        long sum = InternetChecksum.sum(frame, start, BYTES)
                + InternetChecksum.pseudoHeader(address, ALL_NODES, ICMPV6, BYTES);
        frame.putShort(start + CHECKSUM, (short) InternetChecksum.fold(sum));
        return frame.array();
    }
}
