package dev.vrrp.agent.kernel.netlink;

import java.io.IOException;
import java.io.Serial;

/** The kernel refused something; the message says what was asked, the name of the error, and the kernel's own words. */
public final class ErrnoException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int errno;

    /**
     * A refusal.
     *
     * @param asked what was asked of the kernel, such as {@code read the interfaces}
     * @param errno greater than 0
     * @param kernelText the kernel's own explanation; empty if it gave none
     */
    public ErrnoException(String asked, int errno, String kernelText) {
        super(asked + ": " + Errno.describe(errno) + (kernelText.isEmpty() ? "" : ": " + kernelText));
        this.errno = errno;
    }

    public boolean is(Errno expected) {
        return errno == expected.number();
    }
}
