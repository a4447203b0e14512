package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.KernelAddress;

/** How our addresses are told from everybody else's: IFA_PROTO (Linux 5.18) says who set an address. */
final class LeaseMark {
    /** The protocol number of VRRP; the kernel itself uses 1 to 3. */
    static final int PROTOCOL = 112;

    private LeaseMark() {}

    static boolean ours(KernelAddress address) {
        return address.protocol() == PROTOCOL;
    }
}
