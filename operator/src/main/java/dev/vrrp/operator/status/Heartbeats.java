package dev.vrrp.operator.status;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * When each agent was last heard, by our own monotonic clock: an agent lives while its heartbeat changes within the time that
 * it promised, whatever the clocks of the nodes say. While we hear nobody because the API server is away, time stands still.
 * Thread-safe.
 */
public final class Heartbeats {
    /**
     * An agent's last heartbeat.
     *
     * @param heardNanos when it was heard
     * @param sinceNanos from when on its time runs; later than that after an outage
     */
    private record Beat(String renewTime, long heardNanos, long sinceNanos, long lastsNanos) {}

    /** From an agent's silence on, until another stands in for it: longer than the restart of a node. Nobody waits for it exactly. */
    private static final Duration GONE = Duration.ofMinutes(2);

    private final Map<String, Beat> beats = new HashMap<>();
    private final long graceNanos;
    private long graceEndNanos;
    private long lastHeardNanos;
    private boolean awaited;
    private boolean deaf;

    /** Agents not heard yet count as alive for {@code grace} from {@code nowNanos} on: we have only just begun to listen. */
    public Heartbeats(long nowNanos, Duration grace) {
        this.graceNanos = grace.toNanos();
        this.graceEndNanos = nowNanos + graceNanos;
        this.lastHeardNanos = nowNanos;
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
        beats.put(node, new Beat(renewTime, nowNanos, nowNanos, lasts.toNanos()));
        if (!deaf) {
            lastHeardNanos = nowNanos;
        }
        return !wasAlive || awaited || deaf;
    }

    /**
     * Says whether heartbeats reach us at all. When they do again, every agent that was alive when they ceased gets its full time
     * once more.
     */
    public synchronized void listening(boolean reached, long nowNanos) {
        if (reached && deaf) {
            long ceasedNanos = lastHeardNanos;
            beats.replaceAll((node, beat) -> ceasedNanos - beat.sinceNanos() < beat.lastsNanos()
                    ? new Beat(beat.renewTime(), beat.heardNanos(), nowNanos, beat.lastsNanos())
                    : beat);
            graceEndNanos = ceasedNanos - graceEndNanos < 0 ? nowNanos + graceNanos : graceEndNanos;
            lastHeardNanos = nowNanos;
        }
        deaf = !reached;
    }

    public synchronized boolean isAlive(String node, long nowNanos) {
        long atNanos = deaf ? lastHeardNanos : nowNanos;
        Beat beat = beats.get(node);
        return beat == null ? atNanos - graceEndNanos < 0 : atNanos - beat.sinceNanos() < beat.lastsNanos();
    }

    /** Whether nothing has been heard of {@code node} for so long that another should stand in for it. */
    public synchronized boolean isGone(String node, long nowNanos) {
        long atNanos = deaf ? lastHeardNanos : nowNanos;
        Beat beat = beats.get(node);
        long silentSinceNanos = beat == null ? graceEndNanos : beat.sinceNanos() + beat.lastsNanos();
        return atNanos - silentSinceNanos >= GONE.toNanos();
    }

    /** How long each agent that is silent has been, by its node; of those that were heard at all. */
    public synchronized Map<String, Duration> silences(long nowNanos) {
        Map<String, Duration> silences = new HashMap<>();
        long atNanos = deaf ? lastHeardNanos : nowNanos;
        beats.forEach((node, beat) -> {
            long silentNanos = atNanos - beat.sinceNanos() - beat.lastsNanos();
            if (silentNanos >= 0) {
                silences.put(node, Duration.ofNanos(silentNanos));
            }
        });
        return silences;
    }

    /** Whether each of {@code nodes} was heard {@code delay} or more after {@code sinceNanos}. */
    synchronized boolean allHeardAfter(Collection<String> nodes, long sinceNanos, Duration delay) {
        return nodes.stream().allMatch(node -> {
            Beat beat = beats.get(node);
            return beat != null && beat.heardNanos() - sinceNanos >= delay.toNanos();
        });
    }

    /** How long until the next agent falls silent, if no heartbeat comes; empty if none is left to. */
    public synchronized OptionalLong nanosToNextSilence(long nowNanos) {
        return deaf
                ? OptionalLong.empty()
                : LongStream.concat(
                                LongStream.of(graceEndNanos - nowNanos),
                                beats.values().stream()
                                        .mapToLong(beat -> beat.sinceNanos() + beat.lastsNanos() - nowNanos))
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
