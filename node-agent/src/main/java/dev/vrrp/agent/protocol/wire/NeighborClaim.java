package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.AddressFamily;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A host says that an address is its own: the sender of an ARP request or reply (RFC 826), or the target of a neighbour
 * advertisement (RFC 4861 section 4.4).
 *
 * @param mac where it says that the address lives, 6 bytes as a number; of a neighbour advertisement the sender of its frame
 */
public record NeighborClaim(InetAddress address, long mac) {
    private static final int ARP_BYTES = 28;
    private static final int ARP_PREFIX_ETHERNET_IPV4 = 0x0001_0800;
    private static final int ARP_SENDER_MAC = 8;
    private static final int ARP_SENDER = 14;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOR_ADVERTISEMENT = 136;
    private static final int TARGET = 8;
    private static final int ADVERTISEMENT_BYTES = 24;

    /** Whether a frame carries ARP or ICMPv6, and so no advertisement. */
    public static boolean isOfNeighbors(byte[] bytes) {
        if (bytes.length < EthernetHeader.BYTES) {
            return false;
        }
        return switch (EthernetHeader.type(bytes)) {
            case EthernetHeader.TYPE_ARP -> true;
            case EthernetHeader.TYPE_IPV6 ->
                bytes.length > EthernetHeader.BYTES + NEXT_HEADER
                        && Byte.toUnsignedInt(bytes[EthernetHeader.BYTES + NEXT_HEADER]) == ICMPV6;
            default -> false;
        };
    }

    /** Total: empty for every frame that says nothing of the kind, such as an ARP probe (RFC 5227), which has no sender yet. */
    public static Optional<NeighborClaim> decode(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (bytes.length < EthernetHeader.BYTES) {
            return Optional.empty();
        }
        return switch (EthernetHeader.type(frame)) {
            case EthernetHeader.TYPE_ARP -> arp(frame);
            case EthernetHeader.TYPE_IPV6 -> advertisement(frame);
            default -> Optional.empty();
        };
    }

    private static Optional<NeighborClaim> arp(ByteBuffer frame) {
        int start = EthernetHeader.BYTES;
        if (frame.limit() < start + ARP_BYTES
                || frame.getInt(start) != ARP_PREFIX_ETHERNET_IPV4
                || frame.getInt(start + ARP_SENDER) == 0) {
            return Optional.empty();
        }
        return Optional.of(new NeighborClaim(
                IpHeader.address(frame, start + ARP_SENDER, AddressFamily.IPV4),
                EthernetHeader.mac(frame, start + ARP_SENDER_MAC)));
    }

    private static Optional<NeighborClaim> advertisement(ByteBuffer frame) {
        int header = EthernetHeader.BYTES;
        int message = header + Ipv6Header.BYTES;
        if (frame.limit() < message + ADVERTISEMENT_BYTES
                || Byte.toUnsignedInt(frame.get(header + NEXT_HEADER)) != ICMPV6
                || Byte.toUnsignedInt(frame.get(header + HOP_LIMIT)) != IpHeader.MAXIMUM_HOPS
                || Byte.toUnsignedInt(frame.get(message)) != NEIGHBOR_ADVERTISEMENT) {
            return Optional.empty();
        }
        return Optional.of(new NeighborClaim(
                IpHeader.address(frame, message + TARGET, AddressFamily.IPV6), EthernetHeader.source(frame)));
    }
}
