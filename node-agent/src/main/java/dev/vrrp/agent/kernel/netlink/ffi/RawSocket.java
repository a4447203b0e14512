package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A raw socket for IP protocol 112 of one family, bound to one interface. It holds a membership in a multicast group, by interface
 * index, so that an interface without an IPv4 address is served too; it sends packets that have their IP header; and, as the
 * protocol has a socket, the kernel tells nobody that it is unreachable. Nothing is read from it: its buffer takes a packet or
 * two, what comes later is dropped without a copy. Thread-safe.
 */
public final class RawSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW = 3;
    private static final int PROTOCOL_VRRP = 112;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_BINDTOIFINDEX = 62;
    private static final int IPPROTO_IP = 0;
    private static final int IP_HDRINCL = 3;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final int IPV6_HDRINCL = 36;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOCKADDR_IN_BYTES = 16;
    private static final int SOCKADDR_IN6_BYTES = 28;

    private final Descriptor descriptor;
    private final int linkIndex;

    private RawSocket(Descriptor descriptor, int linkIndex) {
        this.descriptor = descriptor;
        this.linkIndex = linkIndex;
    }

    /**
     * Opens a socket of the family of {@code group} and joins it.
     *
     * @throws ErrnoException if there is no such interface, or it does not have the family
     */
    public static RawSocket open(InetAddress group, int linkIndex) throws IOException {
        AddressFamily family = AddressFamily.of(group);
        String asked = "join " + InterfaceAddress.text(group) + " on interface " + linkIndex;
        int domain =
                switch (family) {
                    case IPV4 -> AF_INET;
                    case IPV6 -> AF_INET6;
                };
        Descriptor descriptor = Descriptor.socket(domain, SOCK_RAW, PROTOCOL_VRRP, asked);
        try {
            descriptor.option(SOL_SOCKET, SO_RCVBUF, 0, asked);
            descriptor.option(SOL_SOCKET, SO_BINDTOIFINDEX, linkIndex, asked);
            switch (family) {
                case IPV4 -> {
                    descriptor.option(IPPROTO_IP, IP_HDRINCL, 1, asked);
                    descriptor.option(IPPROTO_IP, IP_ADD_MEMBERSHIP, ipMreqn(group, linkIndex), asked);
                }
                case IPV6 -> {
                    descriptor.option(IPPROTO_IPV6, IPV6_HDRINCL, 1, asked);
                    descriptor.option(IPPROTO_IPV6, IPV6_JOIN_GROUP, ipv6Mreq(group, linkIndex), asked);
                }
            }
            return new RawSocket(descriptor, linkIndex);
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
    }

    /** Sends {@code packet}, which begins with its IP header; does not block. */
    public void send(byte[] packet, InetAddress destination) throws IOException {
        ByteBuffer data = SystemCalls.directBuffer(packet.length).put(packet).flip();
        ByteBuffer address = socketAddress(destination);
        SystemCalls.check(
                SystemCalls.LIBC.sendto(
                        descriptor.number(), data, packet.length, MSG_DONTWAIT, address, address.remaining()),
                "send " + packet.length + " bytes to " + InterfaceAddress.text(destination));
    }

    @Override
    public void close() {
        descriptor.close();
    }

    private ByteBuffer socketAddress(InetAddress address) {
        return switch (AddressFamily.of(address)) {
            case IPV4 ->
                SystemCalls.directBuffer(SOCKADDR_IN_BYTES)
                        .putShort(0, (short) AF_INET)
                        .put(4, address.getAddress());
            case IPV6 ->
                SystemCalls.directBuffer(SOCKADDR_IN6_BYTES)
                        .putShort(0, (short) AF_INET6)
                        .put(8, address.getAddress())
                        .putInt(24, address.isLinkLocalAddress() ? linkIndex : 0);
        };
    }

    /** struct ip_mreqn: group, interface address (any), interface index. */
    private static ByteBuffer ipMreqn(InetAddress group, int linkIndex) {
        return SystemCalls.directBuffer(12)
                .put(group.getAddress())
                .putInt(0)
                .putInt(linkIndex)
                .flip();
    }

    /** struct ipv6_mreq: group, interface index. */
    private static ByteBuffer ipv6Mreq(InetAddress group, int linkIndex) {
        return SystemCalls.directBuffer(20)
                .put(group.getAddress())
                .putInt(linkIndex)
                .flip();
    }
}
