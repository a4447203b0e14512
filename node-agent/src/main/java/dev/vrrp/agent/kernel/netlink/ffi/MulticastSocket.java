package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Holds one membership of an interface in a multicast group, until close. By interface index, so that an interface without an
 * IPv4 address is served too.
 */
public final class MulticastSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int IPPROTO_IP = 0;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_JOIN_GROUP = 20;

    private final Descriptor descriptor;

    private MulticastSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Joins a group.
     *
     * @throws ErrnoException if there is no such interface, or it does not have the family of {@code group}
     */
    public static MulticastSocket join(InetAddress group, int linkIndex) throws IOException {
        boolean ipv4 = group instanceof Inet4Address;
        String asked = "join " + InterfaceAddress.text(group) + " on interface " + linkIndex;
        Descriptor descriptor = Descriptor.socket(ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0, asked);
        try {
            if (ipv4) {
                descriptor.option(IPPROTO_IP, IP_ADD_MEMBERSHIP, ipMreqn(group, linkIndex), asked);
            } else {
                descriptor.option(IPPROTO_IPV6, IPV6_JOIN_GROUP, ipv6Mreq(group, linkIndex), asked);
            }
            return new MulticastSocket(descriptor);
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
    }

    @Override
    public void close() {
        descriptor.close();
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
