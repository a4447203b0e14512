package dev.vrrp.operator.plan;

import dev.vrrp.operator.plan.Facts.Change;
import dev.vrrp.operator.plan.Islands.Inhabitant;
import dev.vrrp.operator.plan.Islands.Inhabitant.OfSyncGroup;
import dev.vrrp.operator.plan.Islands.Inhabitant.OfVirtualIP;
import dev.vrrp.operator.plan.Islands.Island;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes one plan after the other, each the same as {@link ClusterPlanner} would make from nothing, at the cost of what changed
 * since the one before: a VirtualIP is looked at again when a fact about it changed, and an island is planned again when
 * something on it was looked at again. Facts are the same if they are equal, which is found out fast of the same objects. Used by
 * one thread.
 */
public final class IncrementalPlanner {
    private final Facts<ObservedNode> nodes = new Facts<>(ObservedNode::name);
    private final Facts<DeclaredVirtualIP> virtualIPs = new Facts<>(DeclaredVirtualIP::name);
    private final Facts<DeclaredSyncGroup> syncGroups = new Facts<>(DeclaredSyncGroup::name);
    private final Facts<ObservedSecret> secrets = new Facts<>(ObservedSecret::name);
    private String namespace = "";
    private Set<Integer> reservedVrids = Set.of();

    private final Links links = new Links(List.of());
    private final RoutersInForce inForce = new RoutersInForce();
    private ForeignRouters foreign = new ForeignRouters(List.of(), links);
    private PasswordSecrets passwords = new PasswordSecrets(namespace, List.of());

    private final Seekers prospects = new Seekers();
    private final Map<String, GroupProspect> groups = new HashMap<>();
    private final Map<String, Settled> settled = new HashMap<>();
    private final Islands islands = new Islands();
    private final PlanInParts parts = new PlanInParts();

    /** Names of what has to be looked at again. */
    private final Set<String> outdatedVirtualIPs = new HashSet<>();

    private final Set<String> outdatedGroups = new HashSet<>();

    /** The plan for {@code snapshot}; the same object as the last one if it is the same plan. */
    public Plan plan(ClusterSnapshot snapshot) {
        ForeignRouters heardBefore = foreign;
        takeInSettings(snapshot);
        takeInNodes(snapshot.nodes());
        virtualIPs.replace(snapshot.virtualIPs()).forEach(change -> outdatedVirtualIPs.add(change.name()));
        syncGroups.replace(snapshot.syncGroups()).forEach(change -> outdatedGroups.add(change.name()));
        Set<Island> stale = lookAgain();
        foreign.segmentsThatDiffer(heardBefore)
                .forEach(segment -> islands.owning(segment).ifPresent(stale::add));
        stale.forEach(island -> parts.put(island, plan(island)));
        return parts.whole();
    }

    private void takeInSettings(ClusterSnapshot snapshot) {
        List<Change<ObservedSecret>> changes = secrets.replace(snapshot.secrets());
        boolean anew = !snapshot.namespace().equals(namespace)
                || !snapshot.reservedVrids().equals(reservedVrids);
        namespace = snapshot.namespace();
        reservedVrids = snapshot.reservedVrids();
        if (anew || !changes.isEmpty()) {
            passwords = new PasswordSecrets(namespace, snapshot.secrets());
            Set<String> changed = new HashSet<>();
            changes.forEach(change -> changed.add(change.name()));
            outdate(prospect -> anew || prospect.needsOneOf(changed));
        }
    }

    private void takeInNodes(List<ObservedNode> all) {
        boolean moved = false;
        boolean heardOthers = false;
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (Change<ObservedNode> change : nodes.replace(all)) {
            ObservedNode before = change.before();
            ObservedNode after = change.after();
            heardOthers |=
                    before == null || after == null || !before.foreignRouters().equals(after.foreignRouters());
            RoutersInForce.Changes others = after == null ? inForce.remove(change.name()) : inForce.put(after);
            outdatedVirtualIPs.addAll(others.virtualIPs());
            outdatedGroups.addAll(others.syncGroups());
            boolean moves = before == null || after == null || !before.isPlacedAs(after);
            moved |= moves;
            if (moves) {
                outdatedVirtualIPs.addAll(inForce.virtualIPsOn(change.name()));
                Stream.of(before, after)
                        .filter(Objects::nonNull)
                        .flatMap(prospects::concernedBy)
                        .forEach(outdatedVirtualIPs::add);
            }
            if (after == null) {
                removed.add(change.name());
                links.remove(change.name());
            } else if (moves) {
                added.add(change.name());
                links.put(after);
            }
        }
        parts.nodes(added, removed);
        if (heardOthers || moved) {
            foreign = foreign.followedBy(new ForeignRouters(all, links));
        }
    }

    private void outdate(Predicate<Prospect> which) {
        prospects.all().stream().filter(which).map(Prospect::name).forEach(outdatedVirtualIPs::add);
    }

    /** Looks at what is outdated, and returns the islands that it is on now. */
    private Set<Island> lookAgain() {
        Map<Inhabitant, Set<Tie>> ties = new HashMap<>();
        List<Inhabitant> gone = new ArrayList<>();
        for (String name : outdatedVirtualIPs) {
            DeclaredVirtualIP declared = virtualIPs.get(name);
            if (declared == null) {
                prospects.remove(name);
                settled.remove(name);
                gone.add(new OfVirtualIP(name));
            } else {
                Prospect prospect = Prospect.of(declared, inForce.routersOf(name), links, passwords);
                prospects.put(prospect);
                ties.put(new OfVirtualIP(name), prospect.ties());
            }
        }
        for (String name : outdatedGroups) {
            DeclaredSyncGroup declared = syncGroups.get(name);
            if (declared == null) {
                groups.remove(name);
                gone.add(new OfSyncGroup(name));
            } else {
                GroupProspect group = new GroupProspect(declared, inForce.membersOf(name));
                groups.put(name, group);
                ties.put(new OfSyncGroup(name), group.ties());
            }
        }
        outdatedVirtualIPs.clear();
        outdatedGroups.clear();
        return settle(ties, gone);
    }

    private Set<Island> settle(Map<Inhabitant, Set<Tie>> ties, List<Inhabitant> gone) {
        Set<Island> dissolved = islands.settle(ties, gone);
        parts.remove(dissolved);
        parts.forget(gone);
        Set<Island> stale = new HashSet<>();
        ties.keySet().forEach(inhabitant -> islands.of(inhabitant).ifPresent(stale::add));
        dissolved.stream().flatMap(island -> island.inhabitants().stream()).forEach(inhabitant -> islands.of(inhabitant)
                .ifPresent(stale::add));
        return stale;
    }

    private IslandPlan plan(Island island) {
        List<Prospect> here = new ArrayList<>();
        List<GroupProspect> groupsHere = new ArrayList<>();
        for (Inhabitant inhabitant : island.inhabitants()) {
            switch (inhabitant) {
                case OfVirtualIP(String name) -> here.add(Objects.requireNonNull(prospects.get(name)));
                case OfSyncGroup(String name) -> groupsHere.add(Objects.requireNonNull(groups.get(name)));
            }
        }
        return new IslandPlanner(here, groupsHere, links, foreign, reservedVrids, settled).plan();
    }
}
