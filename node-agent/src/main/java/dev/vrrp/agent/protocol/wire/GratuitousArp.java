package dev.vrrp.agent.protocol.wire;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * Tells a link where an IPv4 address lives now (RFC 9568 sections 6.4.2 and 8.1.2): an ARP request (RFC 826) that asks for its
 * own sender. A request and not a reply, because some hosts do not learn from unsolicited replies (RFC 5227 section 3).
 */
public final class GratuitousArp {
    private static final int BYTES = 28;
    private static final short HARDWARE_ETHERNET = 1;
    private static final short PROTOCOL_IPV4 = EthernetHeader.TYPE_IPV4;
    private static final byte MAC_BYTES = 6;
    private static final short REQUEST = 1;

    private GratuitousArp() {}

    /**
     * An Ethernet frame without padding.
     *
     * @param mac where {@code address} lives: the interface's, 6 bytes as a number
     */
    public static byte[] encode(Inet4Address address, long mac) {
        EthernetHeader.requireMac(mac);
        ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.BYTES + BYTES);
        EthernetHeader.put(frame, EthernetHeader.BROADCAST, mac, EthernetHeader.TYPE_ARP);
        frame.putShort(HARDWARE_ETHERNET)
                .putShort(PROTOCOL_IPV4)
                .put(MAC_BYTES)
                .put((byte) IpHeader.IPV4_ADDRESS_BYTES)
                .putShort(REQUEST);
        EthernetHeader.putMac(frame, mac);
        frame.put(address.getAddress());
        // A request's target hardware address means nothing (RFC 5227 section 2.1.1); keepalived and arping send this
        // one.
        EthernetHeader.putMac(frame, EthernetHeader.BROADCAST);
        frame.put(address.getAddress());
        return frame.array();
    }
}
