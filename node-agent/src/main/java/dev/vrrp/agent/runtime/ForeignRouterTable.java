package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.runtime.Sighting.Speaker;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The foreign routers that were heard of late, {@value #CAPACITY} at most. When there are more, those that disturb nothing
 * make room for those that do, and those that were heard once and not again for the next: a flood of invented senders pushes
 * nobody out who goes on speaking. Who falls silent is forgotten.
 */
final class ForeignRouterTable {
    static final int CAPACITY = 64;

    /** How often the table is looked through, and so how often it is told at most. */
    private static final long SWEEP_NANOS = 1_000_000_000L;

    /** After the first frame, for what comes with it. */
    private static final long FIRST_SWEEP_NANOS = 100_000_000L;

    /** A Master that was not heard for four intervals is none any more: that is longer than any master down interval. */
    private static final int SILENT_INTERVALS = 4;

    /**
     * But keepalived starts its timer anew at each advertisement that it refuses, so that, as Master beside one of ours, it
     * speaks each 8 s or so (measured, both at 1 s).
     */
    private static final long SHORTEST_MEMORY_NANOS = Duration.ofSeconds(30).toNanos();

    /** Two Masters that understand each other settle it at once; this long after we were heard, none is left. */
    private static final long SETTLED_NANOS = 1_000_000_000L;

    /** How long one that was heard once keeps its place: else 65 that speak in turn would push each other out for ever. */
    private static final long CHANCE_NANOS = Duration.ofSeconds(2).toNanos();

    /** A time that is older than this is told anew. */
    private static final Duration TIME_REFRESH = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(ForeignRouterTable.class);

    private static final Comparator<Entry> LEAST_USEFUL_FIRST = Comparator.comparing(
                    (Entry entry) -> entry.speaker.conflicts())
            .thenComparing(Entry::isEstablished)
            .thenComparing((a, b) -> Long.signum(a.lastHeard.nanosSince(b.lastHeard)));

    private static final Comparator<ForeignRouter> CONFLICTS_FIRST = Comparator.comparing(
                    (ForeignRouter router) -> !router.conflicts())
            .thenComparing(ForeignRouter::interfaceName)
            .thenComparingInt(ForeignRouter::vrid)
            .thenComparing(router -> InterfaceAddress.text(router.source()))
            .thenComparing(ForeignRouter::reason);

    private static final class Entry {
        private final Speaker speaker;
        private Sighting latest;
        private MonotonicInstant lastHeard;
        private long count;
        /** Since when it was heard while we were Master; null: when it was heard last, we were not. */
        private @Nullable MonotonicInstant rivalSince;

        Entry(Sighting sighting, MonotonicInstant now) {
            this.speaker = sighting.speaker();
            this.latest = sighting;
            this.lastHeard = now;
        }

        void heard(Sighting sighting, boolean master, MonotonicInstant now) {
            latest = sighting;
            lastHeard = now;
            count++;
            rivalSince = !master ? null : rivalSince == null ? now : rivalSince;
        }

        boolean isEstablished() {
            return count > 1;
        }

        boolean isSplitBrain() {
            return rivalSince != null && (!speaker.isUnderstood() || lastHeard.nanosSince(rivalSince) >= SETTLED_NANOS);
        }

        boolean isSilent(MonotonicInstant now) {
            long memory = Math.max(SILENT_INTERVALS * latest.interval().nanos(), SHORTEST_MEMORY_NANOS);
            return now.nanosSince(lastHeard) > memory;
        }
    }

    private final RouterHistory history;
    private final Consumer<List<ForeignRouter>> listener;
    private final LogAllowance allowance;
    private final Map<Speaker, Entry> entries = new HashMap<>();
    private Optional<MonotonicInstant> nextSweep = Optional.empty();
    private List<ForeignRouter> told = List.of();

    ForeignRouterTable(RouterHistory history, Consumer<List<ForeignRouter>> listener, MonotonicInstant now) {
        this.history = history;
        this.listener = listener;
        this.allowance = new LogAllowance(now);
    }

    /** @param master whether this node is Master of the virtual router that {@code sighting} is about */
    void heard(Sighting sighting, boolean master, MonotonicInstant now) {
        Entry entry = entries.get(sighting.speaker());
        if (sighting.isResignation()) {
            if (entry != null) {
                forget(entry, "resigned", now);
            }
            return;
        }
        if (entry == null) {
            entry = new Entry(sighting, now);
            if (!makeRoomFor(entry)) {
                return;
            }
            entries.put(entry.speaker, entry);
            logNew(sighting, now);
        }
        entry.heard(sighting, master, now);
        if (nextSweep.isEmpty()) {
            nextSweep = Optional.of(now.plusNanos(FIRST_SWEEP_NANOS));
        }
    }

    Optional<MonotonicInstant> nextDeadline() {
        return nextSweep;
    }

    void deadlineReached(MonotonicInstant now) {
        if (nextSweep.isEmpty() || now.isBefore(nextSweep.get())) {
            return;
        }
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.isSilent(now)) {
                forget(entry, "is not heard any more", now);
            }
        }
        tell(entries.values().stream()
                .map(entry -> report(entry, now))
                .sorted(CONFLICTS_FIRST)
                .toList());
        nextSweep = entries.isEmpty() ? Optional.empty() : Optional.of(now.plusNanos(SWEEP_NANOS));
    }

    private boolean makeRoomFor(Entry newcomer) {
        if (entries.size() < CAPACITY) {
            return true;
        }
        Entry leastUseful = Collections.min(entries.values(), LEAST_USEFUL_FIRST);
        boolean hadItsChance =
                !leastUseful.isEstablished() && newcomer.lastHeard.nanosSince(leastUseful.lastHeard) >= CHANCE_NANOS;
        boolean makesRoom = leastUseful.speaker.conflicts() == newcomer.speaker.conflicts()
                ? hadItsChance
                : newcomer.speaker.conflicts();
        if (makesRoom) {
            entries.remove(leastUseful.speaker);
        }
        return makesRoom;
    }

    private void forget(Entry entry, String why, MonotonicInstant now) {
        entries.remove(entry.speaker);
        if (allowance.permits(now)) {
            log.info(
                    "{}: {} {} after {} advertisements{}",
                    entry.speaker.interfaceName(),
                    entry.latest,
                    why,
                    entry.count,
                    allowance.remark());
        }
    }

    private void logNew(Sighting sighting, MonotonicInstant now) {
        if (!allowance.permits(now)) {
            return;
        }
        String remark = allowance.remark();
        if (sighting.speaker().conflicts()) {
            log.warn("{}: {}: {}{}", sighting.speaker().interfaceName(), sighting, sighting.inWords(), remark);
        } else {
            log.info("{}: {}: {}{}", sighting.speaker().interfaceName(), sighting, sighting.inWords(), remark);
        }
    }

    private void tell(List<ForeignRouter> present) {
        boolean news = present.size() != told.size()
                || IntStream.range(0, present.size())
                        .anyMatch(i -> present.get(i).isNewsAfter(told.get(i), TIME_REFRESH));
        if (news) {
            told = present;
            listener.accept(present);
        }
    }

    private ForeignRouter report(Entry entry, MonotonicInstant now) {
        return new ForeignRouter(
                entry.speaker.interfaceName(),
                entry.speaker.family(),
                entry.speaker.vrid(),
                entry.speaker.source(),
                entry.latest.priority(),
                entry.speaker.reason(),
                entry.latest.inWords(),
                history.timeOfDay(entry.lastHeard, now),
                entry.isSplitBrain());
    }
}
