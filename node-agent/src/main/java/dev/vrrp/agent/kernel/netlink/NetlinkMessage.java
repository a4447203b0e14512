package dev.vrrp.agent.kernel.netlink;

/** A message from the kernel. */
public sealed interface NetlinkMessage {
    /** Number of the request that it answers; of a notification 0, or the request of another program that caused it. */
    int sequence();

    /**
     * NLMSG_ERROR: the end of a request.
     *
     * @param errno 0 if it was carried out
     * @param text the kernel's own explanation (NLMSGERR_ATTR_MSG); empty if there is none
     */
    record Acknowledgement(int sequence, int errno, String text) implements NetlinkMessage {}

    /** NLMSG_DONE: the end of a dump; {@code errno} 0 if it is whole. */
    record DumpDone(int sequence, int errno) implements NetlinkMessage {}

    /** RTM_NEWLINK and RTM_DELLINK. */
    record LinkReport(int sequence, boolean removed, KernelLink link) implements NetlinkMessage {}

    /** RTM_NEWADDR and RTM_DELADDR. */
    record AddressReport(int sequence, boolean removed, KernelAddress address) implements NetlinkMessage {}

    /** Well formed, and nothing that is read here: another type, or another address family. */
    record Unread(int sequence, int type) implements NetlinkMessage {}
}
