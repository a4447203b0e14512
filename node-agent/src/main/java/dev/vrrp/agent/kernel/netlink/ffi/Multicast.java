package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.protocol.model.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Raw sockets for IP protocol 112 in a multicast group, on one interface, by its index: also on one without an IPv4 address. */
final class Multicast {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW = 3;
    private static final int PROTOCOL_VRRP = 112;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTOIFINDEX = 62;
    private static final int IPPROTO_IP = 0;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final int SOCKADDR_IN_BYTES = 16;
    private static final int SOCKADDR_IN6_BYTES = 28;

    private Multicast() {}

    static Descriptor socket(AddressFamily family, String asked) throws IOException {
        int domain =
                switch (family) {
                    case IPV4 -> AF_INET;
                    case IPV6 -> AF_INET6;
                };
        return Descriptor.socket(domain, SOCK_RAW, PROTOCOL_VRRP, asked);
    }

    /** Binds the socket to the interface and makes it a member there. */
    static void join(Descriptor socket, InetAddress group, int linkIndex, String asked) throws IOException {
        socket.option(SOL_SOCKET, SO_BINDTOIFINDEX, linkIndex, asked);
        switch (AddressFamily.of(group)) {
            case IPV4 -> socket.option(IPPROTO_IP, IP_ADD_MEMBERSHIP, ipMreqn(group, linkIndex), asked);
            case IPV6 -> socket.option(IPPROTO_IPV6, IPV6_JOIN_GROUP, ipv6Mreq(group, linkIndex), asked);
        }
    }

    /** struct sockaddr_in or sockaddr_in6. */
    static ByteBuffer socketAddress(InetAddress address, int linkIndex) {
        return switch (AddressFamily.of(address)) {
            case IPV4 ->
                SystemCalls.directBuffer(SOCKADDR_IN_BYTES)
                        .putShort(0, (short) AF_INET)
                        .put(4, address.getAddress());
            case IPV6 ->
                SystemCalls.directBuffer(SOCKADDR_IN6_BYTES)
                        .putShort(0, (short) AF_INET6)
                        .put(8, address.getAddress())
                        .putInt(24, address.isLinkLocalAddress() || address.isMCLinkLocal() ? linkIndex : 0);
        };
    }

    /** struct ip_mreqn: group, interface address (any), interface index. */
    static ByteBuffer ipMreqn(InetAddress group, int linkIndex) {
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
