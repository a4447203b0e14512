package dev.vrrp.agent.kernel.netlink.ffi;

import java.nio.ByteBuffer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.u_int32_t;
import org.jspecify.annotations.Nullable;

/**
 * The system calls in use, under their own names. Every buffer is direct, in native byte order, and is read or written from its
 * position on, which stays as it is; a result of -1 is an error, told by {@link SystemCalls#errno}.
 */
public interface LibC {
    int socket(int domain, int type, int protocol);

    int bind(int descriptor, @In ByteBuffer address, @u_int32_t int length);

    int listen(int descriptor, int backlog);

    int connect(int descriptor, @In ByteBuffer address, @u_int32_t int length);

    /** The address of the peer is not asked for: both are null. */
    int accept4(int descriptor, @Nullable ByteBuffer address, @Nullable ByteBuffer length, int flags);

    int getuid();

    int getsockopt(int descriptor, int level, int option, @Out ByteBuffer value, @In @Out ByteBuffer length);

    int setsockopt(int descriptor, int level, int option, @In ByteBuffer value, @u_int32_t int length);

    @ssize_t
    long send(int descriptor, @In ByteBuffer data, @size_t long length, int flags);

    @ssize_t
    long sendto(
            int descriptor,
            @In ByteBuffer data,
            @size_t long length,
            int flags,
            @In ByteBuffer destination,
            @u_int32_t int destinationLength);

    @ssize_t
    long recvfrom(
            int descriptor,
            @Out ByteBuffer data,
            @size_t long length,
            int flags,
            @Out ByteBuffer sender,
            @In @Out ByteBuffer senderLength);

    /** The descriptors are {@code count} times struct pollfd: s32 descriptor, s16 events, s16 revents. */
    int poll(@In @Out ByteBuffer descriptors, @size_t long count, int timeoutMillis);

    int eventfd(@u_int32_t int initial, int flags);

    /** The time is struct timespec: s64 seconds, s64 nanoseconds. */
    @SuppressWarnings("MemberName") // the name of the system call
    int clock_gettime(int clock, @Out ByteBuffer time);

    @ssize_t
    long write(int descriptor, @In ByteBuffer data, @size_t long length);

    int close(int descriptor);
}
