package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.Runtime;

/** The C library, loaded once, and its errors as exceptions. */
final class SystemCalls {
    static final LibC LIBC =
            LibraryLoader.create(LibC.class).load(Platform.getNativePlatform().getStandardCLibraryName());
    private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private SystemCalls() {}

    /** errno of the last call on this thread. */
    static int errno() {
        return LastError.getLastError(RUNTIME);
    }

    static boolean failedWith(Errno errno) {
        return errno() == errno.number();
    }

    /** Passes a result through, unless it is -1. */
    static int check(int result, String asked) throws ErrnoException {
        return (int) check((long) result, asked);
    }

    static long check(long result, String asked) throws ErrnoException {
        if (result == -1) {
            throw new ErrnoException(asked, errno(), "");
        }
        return result;
    }

    static ByteBuffer directBuffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
