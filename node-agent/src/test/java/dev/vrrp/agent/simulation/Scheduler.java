package dev.vrrp.agent.simulation;

import java.util.PriorityQueue;

/** Virtual time, in nanoseconds from 0: it jumps from one event to the next; those of the same time keep their order. */
final class Scheduler {
    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long now;
    private long sequence;

    private record Entry(long time, long sequence, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return time == other.time ? Long.compare(sequence, other.sequence) : Long.compare(time, other.time);
        }
    }

    long now() {
        return now;
    }

    /** Runs {@code action} at {@code time}, or as the next thing if that has passed. */
    void at(long time, Runnable action) {
        queue.add(new Entry(Math.max(time, now), sequence++, action));
    }

    /** Runs the next event if there is one up to {@code limit}; otherwise time is {@code limit}. */
    boolean step(long limit) {
        Entry next = queue.peek();
        if (next == null || next.time() > limit) {
            now = limit;
            return false;
        }
        queue.remove();
        now = next.time();
        next.action().run();
        return true;
    }
}
