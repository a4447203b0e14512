package dev.vrrp.operator.reconcile;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Says that something changed; however often it is raised before someone looks, once is enough. */
public final class Signal {
    private final BlockingQueue<Boolean> raised = new ArrayBlockingQueue<>(1);

    public void raise() {
        // False means that it stands raised already, which is as good.
        boolean _ = raised.offer(Boolean.TRUE);
    }

    /** Waits until it is raised, {@code limit} at most, and lowers it; whether it was raised. */
    boolean await(Duration limit) throws InterruptedException {
        return raised.poll(limit.toNanos(), TimeUnit.NANOSECONDS) != null;
    }
}
