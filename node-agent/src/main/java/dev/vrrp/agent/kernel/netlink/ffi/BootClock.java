package dev.vrrp.agent.kernel.netlink.ffi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** CLOCK_BOOTTIME: the time since the machine was started, that in which it was suspended included. Thread-safe. */
public final class BootClock {
    private static final int CLOCK_BOOTTIME = 7;
    private static final int TIMESPEC_BYTES = 16;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private static final ThreadLocal<ByteBuffer> TIMESPEC =
            ThreadLocal.withInitial(() -> SystemCalls.directBuffer(TIMESPEC_BYTES));

    private BootClock() {}

    /** Nanoseconds since the start of the machine. */
    public static long nanos() {
        ByteBuffer timespec = TIMESPEC.get();
        try {
            SystemCalls.check(SystemCalls.LIBC.clock_gettime(CLOCK_BOOTTIME, timespec), "read CLOCK_BOOTTIME");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return timespec.getLong(0) * SECOND_NANOS + timespec.getLong(Long.BYTES);
    }
}
