package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A raw socket for IP protocol 112 that receives the multicast it sends. Of a packet with a TTL of 0 the kernel makes the copy for
 * its own sockets alone: it passes the firewall on the way out and on the way in, both times on the interface, and no other host
 * sees it. One thread at a time.
 */
public final class MulticastLoop implements AutoCloseable {
    private static final int IPPROTO_IP = 0;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int MSG_DONTWAIT = 0x40;
    /** With an IPv4 header, more than any packet of ours. */
    private static final int BUFFER_BYTES = 256;

    private static final int LONGEST_ADDRESS = 28;
    /** Others speak VRRP on the interface too: so many of their packets may come before ours. */
    private static final int ATTEMPTS = 256;

    private final Descriptor descriptor;
    private final InetAddress group;
    private final int linkIndex;

    private MulticastLoop(Descriptor descriptor, InetAddress group, int linkIndex) {
        this.descriptor = descriptor;
        this.group = group;
        this.linkIndex = linkIndex;
    }

    /**
     * Opens a socket of the family of {@code group} and joins it.
     *
     * @throws ErrnoException if there is no such interface, or it does not have the family
     */
    public static MulticastLoop open(InetAddress group, int linkIndex) throws IOException {
        String asked = "join " + InterfaceAddress.text(group) + " on interface " + linkIndex;
        AddressFamily family = AddressFamily.of(group);
        Descriptor descriptor = Multicast.socket(family, asked);
        try {
            Multicast.join(descriptor, group, linkIndex, asked);
            switch (family) {
                case IPV4 -> {
                    descriptor.option(IPPROTO_IP, IP_MULTICAST_IF, Multicast.ipMreqn(group, linkIndex), asked);
                    descriptor.option(IPPROTO_IP, IP_MULTICAST_TTL, 0, asked);
                }
                case IPV6 -> {
                    descriptor.option(IPPROTO_IPV6, IPV6_MULTICAST_IF, linkIndex, asked);
                    descriptor.option(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 0, asked);
                }
            }
            return new MulticastLoop(descriptor, group, linkIndex);
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
    }

    /**
     * Sends a packet, without an IP header.
     *
     * @return false if the firewall did not let it out
     */
    public boolean send(byte[] payload) throws IOException {
        ByteBuffer data = SystemCalls.directBuffer(payload.length).put(payload).flip();
        ByteBuffer address = Multicast.socketAddress(group, linkIndex);
        long sent = SystemCalls.LIBC.sendto(
                descriptor.number(), data, payload.length, MSG_DONTWAIT, address, address.remaining());
        if (sent == -1 && SystemCalls.failedWith(Errno.EPERM)) {
            return false;
        }
        SystemCalls.check(sent, "send to " + InterfaceAddress.text(group) + " on interface " + linkIndex);
        return true;
    }

    /** Whether a packet that ends with {@code payload} comes, each time within {@code timeoutMillis} of the one before. */
    public boolean receives(byte[] payload, int timeoutMillis) throws IOException {
        Readiness readiness = new Readiness(descriptor);
        ByteBuffer buffer = SystemCalls.directBuffer(BUFFER_BYTES);
        ByteBuffer sender = SystemCalls.directBuffer(LONGEST_ADDRESS);
        ByteBuffer senderLength = SystemCalls.directBuffer(Integer.BYTES);
        byte[] end = new byte[payload.length];
        for (int attempt = 0; attempt < ATTEMPTS && readiness.await(timeoutMillis); attempt++) {
            senderLength.putInt(0, LONGEST_ADDRESS);
            long length = SystemCalls.LIBC.recvfrom(
                    descriptor.number(), buffer, BUFFER_BYTES, MSG_DONTWAIT, sender, senderLength);
            if (length == -1 && SystemCalls.failedWith(Errno.EAGAIN)) {
                continue;
            }
            SystemCalls.check(length, "receive on interface " + linkIndex);
            if (length >= end.length) {
                buffer.get((int) length - end.length, end);
                if (Arrays.equals(payload, end)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
