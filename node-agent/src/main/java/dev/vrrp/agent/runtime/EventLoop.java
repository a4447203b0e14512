package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which everything is decided: it takes tasks from a bounded queue and, after each, does what is due. Before it does so
 * it takes all tasks that were there before: an advertisement that has come counts before the election that it prevents, however late
 * the loop is; and as those that come meanwhile wait, a flood of frames can't keep a deadline waiting. Deadlines wake it once in a
 * millisecond at most: with hundreds of virtual routers it does several at a time, with one nothing is later for it.
 */
final class EventLoop implements Executor {
    /** Places of the queue; some are kept for what must not be lost. */
    private static final int CAPACITY = 4096;

    private static final int RESERVED = 256;
    private static final long REST_NANOS = 1_000_000L;
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    /** What the loop does besides tasks. */
    interface Timed {
        /** The first of two moments; asked in every turn of the loop, so without a stream. */
        static Optional<MonotonicInstant> earlier(Optional<MonotonicInstant> a, Optional<MonotonicInstant> b) {
            return a.isEmpty() || (b.isPresent() && b.get().isBefore(a.get())) ? b : a;
        }

        Optional<MonotonicInstant> nextDeadline();

        void deadlineReached(MonotonicInstant now);
    }

    private final Ticker ticker;
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    /** Told by how many nanoseconds each deadline was missed. */
    private final LongConsumer lateness;

    /** Until then no deadline wakes the loop. */
    private MonotonicInstant rest;

    private boolean running = true;

    EventLoop(Ticker ticker, LongConsumer lateness) {
        this.ticker = ticker;
        this.lateness = lateness;
        this.rest = ticker.now();
    }

    /** Enqueues what must not be lost; waits while the queue is full, so never call it on the loop thread. */
    @Override
    public void execute(Runnable task) {
        try {
            queue.put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Enqueues a frame, or drops and counts it where the queue is nearly full; whether it was enqueued. */
    boolean offer(Runnable task) {
        boolean enqueued = queue.remainingCapacity() > RESERVED && queue.offer(task);
        if (!enqueued) {
            dropped.increment();
        }
        return enqueued;
    }

    /** The loop's answer to {@code question}, asked on its thread; nothing if it does not come within {@code bound}. */
    <T> Optional<T> ask(Supplier<T> question, Duration bound) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            return queue.offer(() -> answer.complete(question.get()), bound.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(answer.get(bound.toMillis(), TimeUnit.MILLISECONDS))
                    : Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** How many frames were dropped since the start. */
    long dropped() {
        return dropped.sum();
    }

    /** Runs until {@link #stop}, on the calling thread. */
    void run(Timed timed) {
        while (running) {
            Optional<MonotonicInstant> deadline = timed.nextDeadline();
            Runnable task = take(deadline);
            if (task != null) {
                guarded(task);
            }
            MonotonicInstant turn = ticker.now();
            boolean due = deadline.isPresent() && !turn.isBefore(deadline.get());
            if (due) {
                takeWaiting();
            }
            MonotonicInstant now = due ? ticker.now() : turn;
            guarded(() -> timed.deadlineReached(now));
            if (due) {
                rest = now.plusNanos(REST_NANOS);
                lateness.accept(now.nanosSince(deadline.get()));
            }
        }
    }

    /** Takes what is there, and leaves what comes meanwhile. */
    private void takeWaiting() {
        for (int waiting = queue.size(); waiting > 0; waiting--) {
            guarded(queue.remove());
        }
    }

    /** Ends the loop; on the loop thread. */
    void stop() {
        running = false;
    }

    private @Nullable Runnable take(Optional<MonotonicInstant> deadline) {
        try {
            if (deadline.isEmpty()) {
                return queue.take();
            }
            long wait = MonotonicInstant.later(deadline.get(), rest).nanosSince(ticker.now());
            return wait <= 0 ? queue.poll() : queue.poll(wait, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            log.warn("the loop was interrupted and goes on");
            return null;
        }
    }

    /** A defect in one event must not take the other virtual routers down. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("this is a defect, please report it", e);
        }
    }
}
