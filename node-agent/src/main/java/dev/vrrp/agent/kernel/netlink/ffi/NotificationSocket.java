package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Decoded;
import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Hears that interfaces or addresses have changed. One thread waits; any thread may {@link #wake} it, and close comes after that
 * thread has ended, or from it.
 */
public final class NotificationSocket implements AutoCloseable {
    private static final int RTMGRP_LINK = 0x1;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final int RTMGRP_IPV6_IFADDR = 0x100;
    private static final String ASKED = "hear of changed interfaces and addresses";

    /** Datagrams taken in one go; the rest waits for the next. */
    private static final int DRAIN_DATAGRAMS = 1024;

    private final NetlinkSocket socket;
    private final Descriptor wakeUp;
    private final Readiness either;
    private final Readiness wakeUpAlone;

    private NotificationSocket(NetlinkSocket socket, Descriptor wakeUp) {
        this.socket = socket;
        this.wakeUp = wakeUp;
        this.either = new Readiness(socket.descriptor(), wakeUp);
        this.wakeUpAlone = new Readiness(wakeUp);
    }

    public static NotificationSocket open() throws IOException {
        NetlinkSocket socket = NetlinkSocket.open(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
        try {
            return new NotificationSocket(socket, Descriptor.eventCounter());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Waits for a notification; false if it was woken. */
    public boolean await() throws IOException {
        either.await(-1);
        return !either.ready(1);
    }

    /** Lets {@code millis} pass; false if it was woken before. */
    public boolean pause(int millis) throws IOException {
        return !wakeUpAlone.await(millis);
    }

    /** From now on, {@link #await} and {@link #pause} return false at once. */
    public void wake() {
        try {
            SystemCalls.LIBC.write(
                    wakeUp.number(), SystemCalls.directBuffer(Long.BYTES).putLong(0, 1), Long.BYTES);
        } catch (IOException e) {
            // closed: nobody waits any more
        }
    }

    /**
     * Takes the notifications that are waiting.
     *
     * @return true if one of them {@code matters}, or is lost (the queue ran over), or cannot be read
     */
    public boolean drain(Predicate<NetlinkMessage> matters) throws IOException {
        boolean changed = false;
        for (int i = 0; i < DRAIN_DATAGRAMS; i++) {
            try {
                Optional<Decoded> datagram = socket.receive(ASKED);
                if (datagram.isEmpty()) {
                    break;
                }
                changed |= switch (datagram.get()) {
                    case Decoded.Accepted(List<NetlinkMessage> messages, boolean _) ->
                        messages.stream().anyMatch(matters);
                    case Decoded.Rejected _ -> true;
                };
            } catch (ErrnoException e) {
                if (!e.is(Errno.ENOBUFS)) {
                    throw e;
                }
                changed = true;
            }
        }
        return changed;
    }

    @Override
    public void close() {
        socket.close();
        wakeUp.close();
    }
}
