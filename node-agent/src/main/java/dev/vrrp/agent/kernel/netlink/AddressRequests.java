package dev.vrrp.agent.kernel.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Requests about addresses. */
public final class AddressRequests {
    private AddressRequests() {}

    /**
     * RTM_GETADDR: addresses of both families.
     *
     * @param linkIndex of one interface (the socket needs NETLINK_GET_STRICT_CHK), or 0: of all
     */
    public static Request dump(int linkIndex) {
        byte[] payload = ifaddrmsg(Rtnetlink.AF_UNSPEC, 0, 0, linkIndex).toBytes();
        return new Request(Rtnetlink.RTM_GETADDR, Rtnetlink.NLM_F_DUMP, payload);
    }

    /** RTM_NEWADDR for an address that is not there: EEXIST if it is, whoever set it. */
    public static Request add(Lease lease) {
        return set(lease, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL);
    }

    /** RTM_NEWADDR that sets the lifetime and the mark of an address that is there, or adds it. */
    public static Request refresh(Lease lease) {
        return set(lease, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_REPLACE);
    }

    /** RTM_DELADDR. */
    public static Request remove(int linkIndex, InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        byte[] payload = ifaddrmsg(family(address), prefixLength, 0, linkIndex)
                .attribute(Rtnetlink.IFA_LOCAL, bytes)
                .attribute(Rtnetlink.IFA_ADDRESS, bytes)
                .toBytes();
        return new Request(Rtnetlink.RTM_DELADDR, 0, payload);
    }

    private static Request set(Lease lease, int flags) {
        byte[] bytes = lease.address().getAddress();
        int family = family(lease.address());
        // duplicate address detection would keep a virtual address silent for a second, and the former master may still
        // answer
        int nodad = family == Rtnetlink.AF_INET6 ? Rtnetlink.IFA_F_NODAD : 0;
        int addressFlags = nodad | (lease.subnetRoute() ? 0 : Rtnetlink.IFA_F_NOPREFIXROUTE);
        byte[] payload = ifaddrmsg(family, lease.prefixLength(), nodad, lease.linkIndex())
                .attribute(Rtnetlink.IFA_LOCAL, bytes)
                .attribute(Rtnetlink.IFA_ADDRESS, bytes)
                .attribute(Rtnetlink.IFA_CACHEINFO, cacheinfo(lease))
                .attributeU32(Rtnetlink.IFA_FLAGS, addressFlags)
                .attributeU8(Rtnetlink.IFA_PROTO, lease.protocol())
                .toBytes();
        return new Request(Rtnetlink.RTM_NEWADDR, flags, payload);
    }

    /** struct ifa_cacheinfo: preferred and valid lifetime in seconds; two times that only the kernel tells. */
    private static byte[] cacheinfo(Lease lease) {
        return new PayloadWriter()
                .u32(lease.preferredSeconds())
                .u32(lease.validSeconds())
                .u32(0)
                .u32(0)
                .toBytes();
    }

    /** struct ifaddrmsg; scope 0 is RT_SCOPE_UNIVERSE. */
    private static PayloadWriter ifaddrmsg(int family, int prefixLength, int flags, int linkIndex) {
        return new PayloadWriter().u8(family).u8(prefixLength).u8(flags).u8(0).u32(linkIndex);
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6;
    }

    /**
     * An address with an end.
     *
     * @param protocol IFA_PROTO, 1 to 255
     * @param validSeconds 1 or more; the kernel removes the address when they have passed
     * @param preferredSeconds 0 to {@code validSeconds}; with 0 the node chooses an IPv6 address as a source only if
     *     it has no other
     * @param subnetRoute whether the route to the subnet of the address comes and goes with it
     */
    public record Lease(
            int linkIndex,
            InetAddress address,
            int prefixLength,
            int protocol,
            int validSeconds,
            int preferredSeconds,
            boolean subnetRoute) {}
}
