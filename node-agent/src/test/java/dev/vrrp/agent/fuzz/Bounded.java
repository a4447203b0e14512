package dev.vrrp.agent.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Holds a decoder to the memory that its input may cost. Its time is held by Jazzer. */
final class Bounded {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Bounded() {}

    /** What {@code decoder} returns, if it takes no more than {@code mostBytes}; what is loaded at its first use doesn't count. */
    static <T> T decoded(Supplier<T> decoder, long mostBytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T result = decoder.get();
        if (THREADS.getCurrentThreadAllocatedBytes() - before > mostBytes) {
            before = THREADS.getCurrentThreadAllocatedBytes();
            result = decoder.get();
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (bytes > mostBytes) {
                throw new AssertionError(bytes + " bytes allocated, at most " + mostBytes + " may be");
            }
        }
        return result;
    }
}
