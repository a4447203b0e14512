package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor. A call after close is refused; so that no call meets a number that has been given away again, an
 * owner closes it on the thread that uses it, or after that thread has ended.
 */
final class Descriptor implements AutoCloseable {
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;

    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Descriptor(int number) {
        this.number = number;
    }

    static Descriptor socket(int domain, int type, int protocol, String asked) throws ErrnoException {
        return new Descriptor(SystemCalls.check(SystemCalls.LIBC.socket(domain, type | SOCK_CLOEXEC, protocol), asked));
    }

    /** What waits to be accepted on {@code listener}; empty: nothing does. The listener must not block. */
    static Optional<Descriptor> accepted(Descriptor listener) throws IOException {
        int number = SystemCalls.LIBC.accept4(listener.number(), null, null, SOCK_CLOEXEC);
        if (number == -1 && SystemCalls.failedWith(Errno.EAGAIN)) {
            return Optional.empty();
        }
        return Optional.of(new Descriptor(SystemCalls.check(number, "accept a connection")));
    }

    static Descriptor eventCounter() throws ErrnoException {
        return new Descriptor(
                SystemCalls.check(SystemCalls.LIBC.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "open an event counter"));
    }

    int number() throws IOException {
        if (closed.get()) {
            throw new IOException("closed");
        }
        return number;
    }

    void option(int level, int name, ByteBuffer value, String asked) throws IOException {
        SystemCalls.check(SystemCalls.LIBC.setsockopt(number(), level, name, value, value.remaining()), asked);
    }

    void option(int level, int name, int value, String asked) throws IOException {
        option(level, name, SystemCalls.directBuffer(Integer.BYTES).putInt(0, value), asked);
    }

    @Override
    public void close() {
        // Linux has freed the number even where close reports an error
        if (closed.compareAndSet(false, true)
                && SystemCalls.LIBC.close(number) == -1
                && SystemCalls.failedWith(Errno.EBADF)) {
            throw new IllegalStateException("descriptor " + number + " was closed by somebody else");
        }
    }
}
