package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.ffi.RawSocket;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.runtime.ProtocolSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One raw socket for each family: the kernel reports the membership (IGMP, MLD) and lets the frames in. */
public final class RawProtocolSockets implements ProtocolSockets {
    /** RFC 9568 5.1.1.2 and 5.1.2.2. */
    static final InetAddress IPV4_GROUP = InetAddress.ofLiteral("224.0.0.18");

    static final InetAddress IPV6_GROUP = InetAddress.ofLiteral("ff02::12");
    private static final List<InetAddress> GROUPS = List.of(IPV4_GROUP, IPV6_GROUP);

    /** How the kernel says that an interface, or the whole node, does not have the family; ENODEV also: no such interface. */
    private static final List<Errno> FAMILY_MISSING = List.of(Errno.ENODEV, Errno.EINVAL, Errno.EAFNOSUPPORT);

    @Override
    public ProtocolSocket open(int linkIndex) throws IOException {
        Map<AddressFamily, RawSocket> sockets = new EnumMap<>(AddressFamily.class);
        try {
            ErrnoException missing = null;
            for (InetAddress group : GROUPS) {
                try {
                    sockets.put(AddressFamily.of(group), RawSocket.open(group, linkIndex));
                } catch (ErrnoException e) {
                    missing = missing == null ? e : missing;
                    if (FAMILY_MISSING.stream().noneMatch(e::is)) {
                        throw e;
                    }
                }
            }
            if (missing != null && sockets.isEmpty()) {
                throw missing;
            }
        } catch (IOException e) {
            sockets.values().forEach(RawSocket::close);
            throw e;
        }
        return new Opened(sockets);
    }

    private record Opened(Map<AddressFamily, RawSocket> sockets) implements ProtocolSocket {
        @Override
        public void send(byte[] packet, InetAddress destination) throws IOException {
            RawSocket socket = sockets.get(AddressFamily.of(destination));
            if (socket == null) {
                throw new IOException(
                        "send to " + InterfaceAddress.text(destination) + ": the interface does not have its family");
            }
            socket.send(packet, destination);
        }

        @Override
        public void close() {
            sockets.values().forEach(RawSocket::close);
        }
    }
}
