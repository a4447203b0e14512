package dev.vrrp.operator.status;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells a split brain from a failover. While the Master's addresses move, the old Master's last report and the new one's stand
 * side by side: for a moment if the old one lives, until its heartbeat runs out if it died. So several claims count only when
 * all who made them have been heard again well after the last one. Used by one thread.
 */
public final class Contentions {
    /** A living agent publishes its change of state well within this time. */
    static final Duration PUBLICATION = Duration.ofSeconds(1);

    /** How long a router outside the cluster must be heard beside a Master: it has no heartbeat that could confirm it. */
    static final Duration FOREIGN_PERSISTENCE = Duration.ofSeconds(10);

    private record Entry(Set<String> claimants, long sinceNanos) {}

    private final Map<String, Entry> byNodes = new HashMap<>();
    private final Map<String, Entry> byForeigners = new HashMap<>();

    /** Judges the {@code masters} of {@code subject}, a name of its own for everything that is judged. */
    public Contention amongNodes(String subject, Set<String> masters, Heartbeats heartbeats, long nowNanos) {
        if (masters.size() < 2) {
            byNodes.remove(subject);
            return Contention.None;
        }
        Entry entry = entry(byNodes, subject, masters, nowNanos);
        return heartbeats.allHeardAfter(masters, entry.sinceNanos(), PUBLICATION)
                ? Contention.Confirmed
                : Contention.Suspected;
    }

    /** Judges routers outside the cluster that claim what a node is Master of. */
    public Contention withForeigners(String subject, Set<String> sources, long nowNanos) {
        if (sources.isEmpty()) {
            byForeigners.remove(subject);
            return Contention.None;
        }
        Entry entry = entry(byForeigners, subject, sources, nowNanos);
        return nowNanos - entry.sinceNanos() >= FOREIGN_PERSISTENCE.toNanos()
                ? Contention.Confirmed
                : Contention.Suspected;
    }

    /** Whether a heartbeat could change a judgement. */
    public boolean awaitsHeartbeats() {
        return !byNodes.isEmpty();
    }

    /** How long until time alone changes a judgement. */
    public OptionalLong nanosToNextJudgement(long nowNanos) {
        return byForeigners.values().stream()
                .mapToLong(entry -> entry.sinceNanos() + FOREIGN_PERSISTENCE.toNanos() - nowNanos)
                .filter(nanos -> nanos > 0)
                .min();
    }

    /** Forgets every subject but these. */
    public void retain(Collection<String> subjects) {
        byNodes.keySet().retainAll(subjects);
        byForeigners.keySet().retainAll(subjects);
    }

    private static Entry entry(Map<String, Entry> entries, String subject, Set<String> claimants, long nowNanos) {
        Entry present = entries.get(subject);
        if (present != null && present.claimants().equals(claimants)) {
            return present;
        }
        Entry entry = new Entry(Set.copyOf(claimants), nowNanos);
        entries.put(subject, entry);
        return entry;
    }
}
