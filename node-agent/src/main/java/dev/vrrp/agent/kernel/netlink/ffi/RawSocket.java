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
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int IPPROTO_IP = 0;
    private static final int IP_HDRINCL = 3;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_HDRINCL = 36;
    private static final int MSG_DONTWAIT = 0x40;

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
        Descriptor descriptor = Multicast.socket(family, asked);
        try {
            descriptor.option(SOL_SOCKET, SO_RCVBUF, 0, asked);
            Multicast.join(descriptor, group, linkIndex, asked);
            switch (family) {
                case IPV4 -> descriptor.option(IPPROTO_IP, IP_HDRINCL, 1, asked);
                case IPV6 -> descriptor.option(IPPROTO_IPV6, IPV6_HDRINCL, 1, asked);
            }
            return new RawSocket(descriptor, linkIndex);
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
    }

    /** Sends {@code packet}, which begins with its IP header; does not block. */
    public synchronized void send(byte[] packet, InetAddress destination) throws IOException {
        ByteBuffer data = SystemCalls.directBuffer(packet.length).put(packet).flip();
        ByteBuffer address = Multicast.socketAddress(destination, linkIndex);
        SystemCalls.check(
                SystemCalls.LIBC.sendto(
                        descriptor.number(), data, packet.length, MSG_DONTWAIT, address, address.remaining()),
                "send " + packet.length + " bytes to " + InterfaceAddress.text(destination));
    }

    /** Not while a packet is sent: the number may belong to somebody else a moment later. */
    @Override
    public synchronized void close() {
        descriptor.close();
    }
}
