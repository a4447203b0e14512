package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Islands.Inhabitant;
import dev.vrrp.operator.plan.Islands.Inhabitant.OfSyncGroup;
import dev.vrrp.operator.plan.Islands.Inhabitant.OfVirtualIP;
import dev.vrrp.operator.plan.Islands.Island;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The plan for the whole cluster, put together from those of its islands. What is equal to what it was stays the same object. */
final class PlanInParts {
    private final Map<Island, IslandPlan> plans = new HashMap<>();
    private final Map<String, Map<Island, NodeConfigSpec>> shares = new HashMap<>();
    private final NavigableMap<String, NodeConfigSpec> nodes = new TreeMap<>();
    private final Map<String, VirtualIPOutcome> virtualIPs = new HashMap<>();
    private final Map<String, SyncGroupOutcome> syncGroups = new HashMap<>();
    private final Set<String> nodesToMerge = new HashSet<>();
    private boolean changed = true;
    private Plan whole = Plan.NOTHING;

    /** Adds or removes nodes, which run nothing at first. */
    void nodes(Collection<String> added, Collection<String> removed) {
        added.forEach(node -> changed |= nodes.putIfAbsent(node, ClusterPlanner.NOTHING) == null);
        removed.forEach(node -> changed |= nodes.remove(node) != null);
    }

    /** Takes away islands, before others take over what was theirs. */
    void remove(Collection<Island> islands) {
        for (Island island : islands) {
            IslandPlan plan = plans.remove(island);
            if (plan != null) {
                plan.nodes().keySet().forEach(node -> share(node).remove(island));
                nodesToMerge.addAll(plan.nodes().keySet());
            }
        }
    }

    /** Puts an island's plan in the place of its last one. */
    void put(Island island, IslandPlan plan) {
        remove(List.of(island));
        plans.put(island, plan);
        plan.nodes().forEach((node, share) -> share(node).put(island, share));
        nodesToMerge.addAll(plan.nodes().keySet());
        plan.virtualIPs().forEach((name, outcome) -> changed |= replace(virtualIPs, name, outcome));
        plan.syncGroups().forEach((name, outcome) -> changed |= replace(syncGroups, name, outcome));
    }

    /** Forgets VirtualIPs and SyncGroups that are no more. */
    void forget(Collection<Inhabitant> gone) {
        for (Inhabitant inhabitant : gone) {
            changed |= switch (inhabitant) {
                case OfVirtualIP(String name) -> virtualIPs.remove(name) != null;
                case OfSyncGroup(String name) -> syncGroups.remove(name) != null;
            };
        }
    }

    Plan whole() {
        for (String node : nodesToMerge) {
            if (nodes.containsKey(node)) {
                changed |= replace(nodes, node, merged(share(node).values()));
            }
            if (share(node).isEmpty()) {
                shares.remove(node);
            }
        }
        nodesToMerge.clear();
        if (changed) {
            whole = new Plan(nodes, virtualIPs, syncGroups);
            changed = false;
        }
        return whole;
    }

    private Map<Island, NodeConfigSpec> share(String node) {
        return shares.computeIfAbsent(node, _ -> new HashMap<>());
    }

    private static <V> boolean replace(Map<String, V> map, String name, V next) {
        if (next.equals(map.get(name))) {
            return false;
        }
        map.put(name, next);
        return true;
    }

    /** What a node is to run of several islands; sorted as each of them is. */
    private static NodeConfigSpec merged(Collection<NodeConfigSpec> shares) {
        if (shares.isEmpty()) {
            return ClusterPlanner.NOTHING;
        }
        if (shares.size() == 1) {
            return shares.iterator().next();
        }
        Stream<VirtualRouter> routers = shares.stream().flatMap(share -> share.virtualRouters().stream());
        Stream<RouterGroup> groups = shares.stream().flatMap(share -> share.syncGroups().stream());
        Stream<String> addresses = shares.stream().flatMap(share -> share.nodeAddresses().stream());
        return new NodeConfigSpec(
                routers.sorted(Comparator.comparing(VirtualRouter::name)).toList(),
                groups.sorted(Comparator.comparing(RouterGroup::name)).toList(),
                addresses
                        .distinct()
                        .sorted()
                        .limit(NodeAddresses.MOST_ADDRESSES)
                        .toList());
    }
}
