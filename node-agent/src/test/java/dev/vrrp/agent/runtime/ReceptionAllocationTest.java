package dev.vrrp.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What {@link ReceptionBenchmark} measures, held within a bound whether or not the compiler has got round to it. */
class ReceptionAllocationTest {
    private static final int ADVERTISEMENTS = 100_000;
    private static final long MOST_BYTES = 500;

    @Test
    void anAdvertisementThatChangesNothingCostsLittle() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ReceptionBenchmark reception = new ReceptionBenchmark();
        reception.backups();
        reception.receive();

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ADVERTISEMENTS; i++) {
            reception.receive();
        }

        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / ADVERTISEMENTS)
                .isLessThanOrEqualTo(MOST_BYTES);
    }
}
