package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.KernelLink;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import java.util.regex.Pattern;

/**
 * Names of our macvlans: vrrp4-51-2 is that of VRID 51 over IPv4 on the interface with index 2. The index is in base 36, so that
 * the 15 characters of a name suffice for indexes below 60 million.
 */
final class MacvlanName {
    private static final int BASE = 36;
    private static final Pattern FORM = Pattern.compile("vrrp[46]-\\d{1,3}-[0-9a-z]{1,6}");

    /** The first four bytes of a virtual router MAC address, and the family. */
    private static final long PREFIX_IPV4 = 0x0000_5e00_01L;

    private static final long PREFIX_IPV6 = 0x0000_5e00_02L;

    private MacvlanName() {}

    static String of(int cardIndex, AddressFamily family, VirtualRouterId vrid) {
        String prefix =
                switch (family) {
                    case IPV4 -> "vrrp4-";
                    case IPV6 -> "vrrp6-";
                };
        return prefix + vrid + "-" + Integer.toString(cardIndex, BASE);
    }

    /** Whether an interface is one of ours: its name and its MAC address say so. */
    static boolean ours(KernelLink link) {
        long prefix = link.mac() >>> 8;
        return FORM.matcher(link.name()).matches() && (prefix == PREFIX_IPV4 || prefix == PREFIX_IPV6);
    }
}
