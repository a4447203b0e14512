package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the last plan put into force, and what therefore stays where the present one refuses. Nodes that leave are left out. */
final class RoutersInForce {
    /** What is in force on a node: the virtual routers by VirtualIP, the members by SyncGroup. */
    private record Share(Map<String, List<VirtualRouter>> routers, Map<String, Set<String>> members) {
        static final Share NONE = new Share(Map.of(), Map.of());

        static Share of(NodeConfigSpec spec) {
            Map<String, VirtualRouter> byName = spec.virtualRouters().stream()
                    .collect(Collectors.toMap(VirtualRouter::name, Function.identity(), (first, second) -> first));
            Map<String, Set<String>> members = new HashMap<>();
            for (RouterGroup entry : spec.syncGroups()) {
                Set<String> tied = entry.virtualRouters().stream()
                        .flatMap(name -> Stream.ofNullable(byName.get(name)))
                        .map(VirtualRouter::virtualIP)
                        .collect(Collectors.toCollection(TreeSet::new));
                if (tied.size() > 1) {
                    members.put(entry.name(), tied);
                }
            }
            return new Share(
                    spec.virtualRouters().stream().collect(Collectors.groupingBy(VirtualRouter::virtualIP)), members);
        }
    }

    /**
     * Whose part is another one now.
     *
     * @param virtualIPs names
     * @param syncGroups names
     */
    record Changes(Set<String> virtualIPs, Set<String> syncGroups) {}

    private final Map<String, Share> shares = new HashMap<>();
    private final Map<String, NavigableMap<String, List<VirtualRouter>>> routersByVirtualIP = new HashMap<>();
    private final Map<String, NavigableMap<String, Set<String>>> membersByGroup = new HashMap<>();

    /** Takes in a node, in place of the one of the same name. */
    Changes put(ObservedNode node) {
        return put(node.name(), node.leaving() ? Share.NONE : Share.of(node.inForce()));
    }

    Changes remove(String node) {
        return put(node, Share.NONE);
    }

    /** The virtual routers of a VirtualIP, by node. */
    NavigableMap<String, List<VirtualRouter>> routersOf(String virtualIP) {
        return Collections.unmodifiableNavigableMap(
                new TreeMap<>(routersByVirtualIP.getOrDefault(virtualIP, Collections.emptyNavigableMap())));
    }

    /** The VirtualIPs that a node runs. */
    Set<String> virtualIPsOn(String node) {
        return shares.getOrDefault(node, Share.NONE).routers().keySet();
    }

    /** The VirtualIPs that a SyncGroup holds together; empty if it is not in force. */
    Set<String> membersOf(String syncGroup) {
        return membersByGroup.getOrDefault(syncGroup, Collections.emptyNavigableMap()).values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Changes put(String node, Share next) {
        Share present = shares.getOrDefault(node, Share.NONE);
        if (next.equals(Share.NONE)) {
            shares.remove(node);
        } else {
            shares.put(node, next);
        }
        return new Changes(
                exchange(node, present.routers(), next.routers(), routersByVirtualIP),
                exchange(node, present.members(), next.members(), membersByGroup));
    }

    /** Writes what a node has into {@code index}, and returns the names under which it has something else now. */
    private static <V> Set<String> exchange(
            String node, Map<String, V> present, Map<String, V> next, Map<String, NavigableMap<String, V>> index) {
        Set<String> changed = new HashSet<>();
        Stream.of(present.keySet(), next.keySet())
                .flatMap(Set::stream)
                .filter(name -> !Objects.equals(present.get(name), next.get(name)))
                .forEach(changed::add);
        for (String name : changed) {
            NavigableMap<String, V> byNode = index.computeIfAbsent(name, _ -> new TreeMap<>());
            V after = next.get(name);
            if (after == null) {
                byNode.remove(node);
            } else {
                byNode.put(node, after);
            }
            if (byNode.isEmpty()) {
                index.remove(name);
            }
        }
        return changed;
    }
}
