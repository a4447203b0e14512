package dev.vrrp.agent.kernel.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * An address as RTM_NEWADDR tells it.
 *
 * @param linkIndex greater than 0
 * @param address the local one, also where there is a peer
 * @param prefixLength 0 to 32 or 0 to 128
 * @param flags IFA_F_* of linux/if_addr.h
 * @param protocol IFA_PROTO, 0 to 255: who set it; 0 where nobody said
 * @param validSeconds what is left of its life, rounded up to whole seconds; {@link #FOREVER} if there is no end
 */
public record KernelAddress(
        int linkIndex, InetAddress address, int prefixLength, int flags, int protocol, long validSeconds) {
    /** INFINITY_LIFE_TIME of net/addrconf.h. */
    public static final long FOREVER = 0xffff_ffffL;

    /**
     * IPv6: duplicate address detection lets the interface speak from it, and it is not one that changes by itself (RFC 8981).
     * Always true for IPv4.
     */
    public boolean usable() {
        if (address instanceof Inet4Address) {
            return true;
        }
        boolean waiting = (flags & Rtnetlink.IFA_F_TENTATIVE) != 0 && (flags & Rtnetlink.IFA_F_OPTIMISTIC) == 0;
        return !waiting && (flags & (Rtnetlink.IFA_F_DADFAILED | Rtnetlink.IFA_F_TEMPORARY)) == 0;
    }
}
