package dev.vrrp.agent.kernel.netlink;

import java.io.Serial;

/** Carries the reason of a rejection from a nested part to {@link NetlinkDecoder}; never leaves the package. */
final class MalformedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    MalformedException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
