package dev.vrrp.agent.kernel.netlink.ffi;

import dev.vrrp.agent.kernel.netlink.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Waits until descriptors can be read (poll). One thread at a time. */
final class Readiness {
    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int ATTEMPTS = 16;

    private final Descriptor[] descriptors;
    private final ByteBuffer pollfds;

    Readiness(Descriptor... descriptors) {
        this.descriptors = descriptors.clone();
        this.pollfds = SystemCalls.directBuffer(descriptors.length * POLLFD_BYTES);
    }

    /**
     * Waits for the first of them.
     *
     * @param timeoutMillis 0: look only; negative: without end
     * @return true if one can be read, or has an error to tell
     */
    boolean await(int timeoutMillis) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            for (int i = 0; i < descriptors.length; i++) {
                pollfds.putInt(i * POLLFD_BYTES, descriptors[i].number());
                pollfds.putShort(i * POLLFD_BYTES + 4, POLLIN).putShort(i * POLLFD_BYTES + 6, (short) 0);
            }
            int ready = SystemCalls.LIBC.poll(pollfds, descriptors.length, timeoutMillis);
            if (ready >= 0) {
                return ready > 0;
            }
            if (!SystemCalls.failedWith(Errno.EINTR)) {
                SystemCalls.check(ready, "wait for the kernel");
            }
        }
        throw new IOException("wait for the kernel: interrupted " + ATTEMPTS + " times");
    }

    /** After {@link #await}: whether this one can be read, or has an error to tell. */
    boolean ready(int position) {
        return pollfds.getShort(position * POLLFD_BYTES + 6) != 0;
    }
}
