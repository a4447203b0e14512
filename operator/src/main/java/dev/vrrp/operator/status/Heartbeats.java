package dev.vrrp.operator.status;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * When each agent was last heard, by our own monotonic clock: an agent lives while its heartbeat changes within the time that
 * it promised, whatever the clocks of the nodes say. Thread-safe.
 */
public final class Heartbeats {
    private record Beat(String renewTime, long seenNanos, long lastsNanos) {}

    private final Map<String, Beat> beats = new HashMap<>();
    private final long graceEndNanos;
    private boolean awaited;

    /** Agents not heard yet count as alive for {@code grace} from {@code nowNanos} on: we have only just begun to listen. */
    public Heartbeats(long nowNanos, Duration grace) {
        this.graceEndNanos = nowNanos + grace.toNanos();
    }

    /**
     * Takes a heartbeat.
     *
     * @param renewTime as the agent wrote it; only its change counts
     * @param lasts how long the agent may be silent afterwards
     * @return whether that matters now: the agent was silent, or a judgement waits for heartbeats
     */
    public synchronized boolean heard(String node, String renewTime, Duration lasts, long nowNanos) {
        Beat present = beats.get(node);
        if (present != null && present.renewTime().equals(renewTime)) {
            return false;
        }
        boolean wasAlive = present != null && isAlive(node, nowNanos);
        beats.put(node, new Beat(renewTime, nowNanos, lasts.toNanos()));
        return !wasAlive || awaited;
    }

    public synchronized boolean isAlive(String node, long nowNanos) {
        Beat beat = beats.get(node);
        return beat == null ? nowNanos - graceEndNanos < 0 : nowNanos - beat.seenNanos() < beat.lastsNanos();
    }

    /** Whether each of {@code nodes} was heard {@code delay} or more after {@code sinceNanos}. */
    synchronized boolean allHeardAfter(Collection<String> nodes, long sinceNanos, Duration delay) {
        return nodes.stream().allMatch(node -> {
            Beat beat = beats.get(node);
            return beat != null && beat.seenNanos() - sinceNanos >= delay.toNanos();
        });
    }

    /** How long until the next agent falls silent, if no heartbeat comes; empty if none is left to. */
    public synchronized OptionalLong nanosToNextSilence(long nowNanos) {
        long graceNanos = graceEndNanos - nowNanos;
        return LongStream.concat(
                        LongStream.of(graceNanos),
                        beats.values().stream().mapToLong(beat -> beat.seenNanos() + beat.lastsNanos() - nowNanos))
                .filter(nanos -> nanos > 0)
                .min();
    }

    /** Whether a judgement waits for the next heartbeats. */
    public synchronized void await(boolean anyJudgement) {
        awaited = anyJudgement;
    }

    public synchronized void forget(String node) {
        beats.remove(node);
    }
}
