package dev.vrrp.operator.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Divides VirtualIPs and SyncGroups into islands: whoever shares a tie with one of an island is of it too. So no two islands want
 * the same, and each is planned by itself. They stay small, since a segment has 255 VRIDs for each family.
 */
final class Islands {
    /** A VirtualIP or a SyncGroup. */
    sealed interface Inhabitant {
        /** By name. */
        record OfVirtualIP(String name) implements Inhabitant {}

        /** By name. */
        record OfSyncGroup(String name) implements Inhabitant {}
    }

    /** Who is planned together; one island is the same as another only if it is that one. */
    static final class Island {
        private final Set<Inhabitant> inhabitants = new HashSet<>();
        private final Set<Tie> ties = new HashSet<>();

        Set<Inhabitant> inhabitants() {
            return Collections.unmodifiableSet(inhabitants);
        }
    }

    private final Map<Inhabitant, Set<Tie>> ties = new HashMap<>();
    private final Map<Inhabitant, Island> islands = new HashMap<>();
    private final Map<Tie, Island> owners = new HashMap<>();

    /** The island of {@code inhabitant}, empty if it has none. */
    Optional<Island> of(Inhabitant inhabitant) {
        return Optional.ofNullable(islands.get(inhabitant));
    }

    /** The island that has {@code tie}, empty if none has. */
    Optional<Island> owning(Tie tie) {
        return Optional.ofNullable(owners.get(tie));
    }

    /**
     * Gives some their present ties.
     *
     * @param next the ties of those that changed
     * @param gone those that are no more
     * @return the islands that are no more
     */
    Set<Island> settle(Map<Inhabitant, Set<Tie>> next, Collection<? extends Inhabitant> gone) {
        Set<Island> dissolved = new HashSet<>();
        Stream.concat(next.keySet().stream(), gone.stream())
                .filter(inhabitant -> !Optional.ofNullable(next.get(inhabitant)).equals(tiesOf(inhabitant)))
                .forEach(inhabitant -> {
                    of(inhabitant).ifPresent(dissolved::add);
                    next.getOrDefault(inhabitant, Set.of())
                            .forEach(tie -> owning(tie).ifPresent(dissolved::add));
                });
        Set<Inhabitant> moving = new HashSet<>(next.keySet());
        moving.removeIf(inhabitant ->
                of(inhabitant).filter(island -> !dissolved.contains(island)).isPresent());
        for (Island island : dissolved) {
            moving.addAll(island.inhabitants);
            island.ties.forEach(owners::remove);
        }
        gone.forEach(inhabitant -> {
            moving.remove(inhabitant);
            ties.remove(inhabitant);
            islands.remove(inhabitant);
        });
        ties.putAll(next);
        settleAnew(moving);
        return dissolved;
    }

    private Optional<Set<Tie>> tiesOf(Inhabitant inhabitant) {
        return Optional.ofNullable(ties.get(inhabitant));
    }

    /** Divides {@code moving}, which share nothing with all others. */
    private void settleAnew(Set<Inhabitant> moving) {
        Map<Tie, List<Inhabitant>> byTie = new HashMap<>();
        for (Inhabitant inhabitant : moving) {
            tiesOf(inhabitant).orElseThrow().forEach(tie -> byTie.computeIfAbsent(tie, _ -> new ArrayList<>())
                    .add(inhabitant));
            islands.remove(inhabitant);
        }
        for (Inhabitant first : moving) {
            if (!islands.containsKey(first)) {
                populate(new Island(), first, byTie);
            }
        }
    }

    private void populate(Island island, Inhabitant first, Map<Tie, List<Inhabitant>> byTie) {
        Deque<Inhabitant> arriving = new ArrayDeque<>(List.of(first));
        islands.put(first, island);
        while (!arriving.isEmpty()) {
            Inhabitant inhabitant = arriving.pop();
            island.inhabitants.add(inhabitant);
            for (Tie tie : tiesOf(inhabitant).orElseThrow()) {
                if (island.ties.add(tie)) {
                    owners.put(tie, island);
                    byTie.getOrDefault(tie, List.of()).stream()
                            .filter(other -> islands.putIfAbsent(other, island) == null)
                            .forEach(arriving::push);
                }
            }
        }
    }
}
