package dev.vrrp.agent.kernel.netlink;

/** IPv4 settings of an interface that are read and written here: IPV4_DEVCONF_* of linux/ip.h. */
public enum Ipv4Setting {
    RP_FILTER(8),
    ARP_ANNOUNCE(18),
    ARP_IGNORE(19),
    PROMOTE_SECONDARIES(20);

    private final int index;

    Ipv4Setting(int index) {
        this.index = index;
    }

    /** The IPV4_DEVCONF_ number: type of the attribute when written, 1-based place in the array when read. */
    int index() {
        return index;
    }
}
