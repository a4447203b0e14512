package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Decoded;
import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.NetlinkDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A socket of NETLINK_ROUTE: datagrams out, decoded datagrams in. One thread at a time. */
final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOCKADDR_NL_BYTES = 12;

    /** The kernel fills up to 32 KiB of a dump into one datagram. */
    private static final int DATAGRAM_BYTES = 64 * 1024;

    /** Room for some 800 small datagrams, each of which is accounted with about 1.3 kB; the default is a fifth of it. */
    private static final int QUEUE_BYTES = 1024 * 1024;

    private final Descriptor descriptor;
    private final ByteBuffer received = SystemCalls.directBuffer(DATAGRAM_BYTES);
    private final ByteBuffer sender = SystemCalls.directBuffer(SOCKADDR_NL_BYTES);
    private final ByteBuffer senderLength = SystemCalls.directBuffer(Integer.BYTES);

    private NetlinkSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens a socket that hears the groups of a mask of RTMGRP_*; 0 for one that only asks. */
    static NetlinkSocket open(int groups) throws IOException {
        Descriptor descriptor = Descriptor.socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, "open a netlink socket");
        try {
            NetlinkSocket socket = new NetlinkSocket(descriptor);
            socket.configure(groups);
            return socket;
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
    }

    private void configure(int groups) throws IOException {
        descriptor.option(SOL_NETLINK, NETLINK_CAP_ACK, 1, "set NETLINK_CAP_ACK");
        descriptor.option(SOL_NETLINK, NETLINK_EXT_ACK, 1, "set NETLINK_EXT_ACK");
        descriptor.option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1, "set NETLINK_GET_STRICT_CHK");
        try {
            descriptor.option(SOL_SOCKET, SO_RCVBUFFORCE, QUEUE_BYTES, "set SO_RCVBUFFORCE");
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            descriptor.option(SOL_SOCKET, SO_RCVBUF, QUEUE_BYTES, "set SO_RCVBUF");
        }
        ByteBuffer address = SystemCalls.directBuffer(SOCKADDR_NL_BYTES);
        address.putShort(0, (short) AF_NETLINK).putInt(8, groups);
        SystemCalls.check(
                SystemCalls.LIBC.bind(descriptor.number(), address, SOCKADDR_NL_BYTES), "bind a netlink socket");
    }

    Descriptor descriptor() {
        return descriptor;
    }

    /** Sends what lies between position and limit; the kernel has carried it out when this returns. */
    void send(ByteBuffer requests, String asked) throws IOException {
        long sent =
                SystemCalls.check(SystemCalls.LIBC.send(descriptor.number(), requests, requests.remaining(), 0), asked);
        if (sent != requests.remaining()) {
            throw new IOException(asked + ": " + sent + " of " + requests.remaining() + " bytes sent");
        }
    }

    /**
     * The next datagram; empty if there is none now.
     *
     * @throws ErrnoException ENOBUFS: the queue ran over and datagrams are lost
     */
    Optional<Decoded> receive(String asked) throws IOException {
        received.clear();
        senderLength.putInt(0, SOCKADDR_NL_BYTES);
        long length = SystemCalls.LIBC.recvfrom(
                descriptor.number(), received, DATAGRAM_BYTES, MSG_DONTWAIT | MSG_TRUNC, sender, senderLength);
        if (length == -1 && SystemCalls.failedWith(Errno.EAGAIN)) {
            return Optional.empty();
        }
        SystemCalls.check(length, asked);
        if (length > DATAGRAM_BYTES) {
            return Optional.of(new Decoded.Rejected("datagram of " + length + " bytes, at most " + DATAGRAM_BYTES));
        }
        int port = sender.getInt(4);
        if (port != 0) {
            return Optional.of(new Decoded.Rejected("datagram from port " + port + ", not from the kernel"));
        }
        return Optional.of(NetlinkDecoder.decode(received.limit((int) length)));
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
