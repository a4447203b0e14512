package dev.vrrp.agent.kernel.netlink;

import java.util.List;

/** What a datagram from the kernel turned out to be. */
public sealed interface Decoded {
    /**
     * Well formed.
     *
     * @param interrupted NLM_F_DUMP_INTR: the table changed while it was dumped; entries may be missing or come twice
     */
    record Accepted(List<NetlinkMessage> messages, boolean interrupted) implements Decoded {
        public Accepted {
            messages = List.copyOf(messages);
        }
    }

    /** Malformed; {@code reason} says which part. */
    record Rejected(String reason) implements Decoded {}
}
