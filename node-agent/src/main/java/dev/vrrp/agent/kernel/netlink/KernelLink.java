package dev.vrrp.agent.kernel.netlink;

import java.util.Map;

/**
 * An interface as RTM_NEWLINK tells it.
 *
 * @param index greater than 0
 * @param flags IFF_* of linux/if.h
 * @param mac hardware address of 6 bytes as a number; 0 where there is none or it has another length (tunnels, InfiniBand)
 * @param mtu in bytes; 0 if the message does not tell it
 * @param controller index of the bridge, bond, VRF or the like that it belongs to; 0: none
 * @param portKind what the controller is, "bridge", "bond", "vrf" …; empty: it has none
 * @param ipv4Settings the values told; empty where the interface has no IPv4
 */
public record KernelLink(
        int index,
        String name,
        int flags,
        long mac,
        int mtu,
        int controller,
        String portKind,
        Map<Ipv4Setting, Integer> ipv4Settings) {
    public KernelLink {
        ipv4Settings = Map.copyOf(ipv4Settings);
    }

    public boolean loopback() {
        return (flags & Rtnetlink.IFF_LOOPBACK) != 0;
    }

    /** Whether it hands all its packets to its controller and has no IP of its own any more; a VRF leaves IP where it is. */
    public boolean port() {
        return controller != 0 && !portKind.equals("vrf");
    }

    /** Administratively up, and with carrier. */
    public boolean up() {
        int wanted = Rtnetlink.IFF_UP | Rtnetlink.IFF_LOWER_UP;
        return (flags & wanted) == wanted;
    }
}
