package dev.vrrp.operator.status;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells a split brain from a failover. While the Master's addresses move, the old Master's last report and the new one's stand
 * side by side: for a moment if the old one lives, until its heartbeat runs out if it died. So several claims count only when
 * all who made them have been heard again well after the last one. Used by one thread.
 */
public final class Contentions {
    /** A living agent publishes its change of state well within this time. */
    static final Duration PUBLICATION = Duration.ofSeconds(1);

    private record Entry(Set<String> claimants, long sinceNanos) {}

    private final Map<String, Entry> byNodes = new HashMap<>();

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

    /** Whether a heartbeat could change a judgement. */
    public boolean awaitsHeartbeats() {
        return !byNodes.isEmpty();
    }

    /** Forgets every subject but these. */
    public void retain(Collection<String> subjects) {
        byNodes.keySet().retainAll(subjects);
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
