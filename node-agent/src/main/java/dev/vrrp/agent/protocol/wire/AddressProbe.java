package dev.vrrp.agent.protocol.wire;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Asks a link who has an address, without saying that we do: an ARP probe (RFC 5227 section 2.1.1), or a neighbour solicitation as
 * for duplicate address detection (RFC 4862 section 5.4.2). It changes no table of any neighbour.
 */
public final class AddressProbe {
    private static final int ARP_BYTES = 28;
    private static final short HARDWARE_ETHERNET = 1;
    private static final byte MAC_BYTES = 6;
    private static final short REQUEST = 1;
    private static final int ICMPV6 = 58;
    private static final byte NEIGHBOR_SOLICITATION = (byte) 135;
    private static final int SOLICITATION_BYTES = 24;
    private static final int CHECKSUM = 2;

    /** ff02::1:ff00:0 with the last 3 bytes of the target (RFC 4291 section 2.7.1); its MAC address by RFC 2464 section 7. */
    private static final Inet6Address SOLICITED_NODE_PREFIX = (Inet6Address) Inet6Address.ofLiteral("ff02::1:ff00:0");

    private static final long SOLICITED_NODE_MAC = 0x3333_ff00_0000L;
    private static final Inet6Address UNSPECIFIED = (Inet6Address) Inet6Address.ofLiteral("::");

    private AddressProbe() {}

    /**
     * An Ethernet frame without padding.
     *
     * @param mac of the interface that asks, 6 bytes as a number
     */
    public static byte[] encode(InetAddress address, long mac) {
        EthernetHeader.requireMac(mac);
        return address instanceof Inet4Address ? arp(address, mac) : solicitation(address, mac);
    }

    private static byte[] arp(InetAddress address, long mac) {
        ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.BYTES + ARP_BYTES);
        EthernetHeader.put(frame, EthernetHeader.BROADCAST, mac, EthernetHeader.TYPE_ARP);
        frame.putShort(HARDWARE_ETHERNET)
                .putShort((short) EthernetHeader.TYPE_IPV4)
                .put(MAC_BYTES)
                .put((byte) IpHeader.IPV4_ADDRESS_BYTES)
                .putShort(REQUEST);
        EthernetHeader.putMac(frame, mac);
        frame.putInt(0);
        EthernetHeader.putMac(frame, 0);
        frame.put(address.getAddress());
        return frame.array();
    }

    private static byte[] solicitation(InetAddress address, long mac) {
        byte[] target = address.getAddress();
        byte[] group = SOLICITED_NODE_PREFIX.getAddress();
        ByteBuffer.wrap(group).put(13, target, 13, 3);
        InetAddress destination = address(group);
        long groupMac = SOLICITED_NODE_MAC | (ByteBuffer.wrap(target).getInt(12) & 0xff_ffff);
        ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.BYTES + Ipv6Header.BYTES + SOLICITATION_BYTES);
        EthernetHeader.put(frame, groupMac, mac, EthernetHeader.TYPE_IPV6);
        Ipv6Header.put(frame, 0, UNSPECIFIED, destination, ICMPV6, SOLICITATION_BYTES);
        int start = frame.position();
        frame.put(NEIGHBOR_SOLICITATION)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0)
                .put(target);
        long sum = InternetChecksum.sum(frame, start, SOLICITATION_BYTES)
                + InternetChecksum.pseudoHeader(UNSPECIFIED, destination, ICMPV6, SOLICITATION_BYTES);
        frame.putShort(start + CHECKSUM, (short) InternetChecksum.fold(sum));
        return frame.array();
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
