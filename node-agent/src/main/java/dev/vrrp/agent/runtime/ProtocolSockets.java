package dev.vrrp.agent.runtime;

import java.io.IOException;
import java.net.InetAddress;

/**
 * The kernel's own sockets for IP protocol 112 on an interface, beside capture and injection. While one is open, the interface is a
 * member of the multicast groups of VRRP, without which a switch that snoops keeps advertisements back; the kernel does not
 * answer a peer that its protocol is unreachable; and packets can be sent to peers whose MAC address only the kernel can find.
 */
public interface ProtocolSockets {
    /**
     * Opens both families on an interface, until close.
     *
     * @throws IOException if there is no such interface, or CAP_NET_RAW is missing; an interface that lacks IPv4 or IPv6 has the
     *     other alone
     */
    ProtocolSocket open(int linkIndex) throws IOException;

    /** The sockets of one interface. */
    interface ProtocolSocket extends AutoCloseable {
        /**
         * Sends an IP packet, header and all, by this interface on the kernel's way to {@code destination}; does not block.
         *
         * @throws IOException if there is no way, or the interface lacks the family
         */
        void send(byte[] packet, InetAddress destination) throws IOException;

        @Override
        void close();
    }
}
