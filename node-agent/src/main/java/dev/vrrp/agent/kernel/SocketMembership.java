package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.ffi.MulticastSocket;
import dev.vrrp.agent.runtime.MulticastMembership;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Memberships held by sockets of their own: the kernel reports them (IGMP, MLD) and lets the frames in. */
public final class SocketMembership implements MulticastMembership {
    /** RFC 9568 5.1.1.2 and 5.1.2.2. */
    private static final List<InetAddress> GROUPS =
            List.of(InetAddress.ofLiteral("224.0.0.18"), InetAddress.ofLiteral("ff02::12"));

    /** How the kernel says that an interface, or the whole node, does not have the family; ENODEV also: no such interface. */
    private static final List<Errno> FAMILY_MISSING = List.of(Errno.ENODEV, Errno.EINVAL, Errno.EAFNOSUPPORT);

    @Override
    public Membership join(int linkIndex) throws IOException {
        List<MulticastSocket> sockets = new ArrayList<>();
        List<ErrnoException> missing = new ArrayList<>();
        try {
            for (InetAddress group : GROUPS) {
                try {
                    sockets.add(MulticastSocket.join(group, linkIndex));
                } catch (ErrnoException e) {
                    missing.add(e);
                    if (FAMILY_MISSING.stream().noneMatch(e::is)) {
                        throw e;
                    }
                }
            }
            if (sockets.isEmpty()) {
                throw missing.getFirst();
            }
        } catch (IOException e) {
            sockets.forEach(MulticastSocket::close);
            throw e;
        }
        return () -> sockets.forEach(MulticastSocket::close);
    }
}
