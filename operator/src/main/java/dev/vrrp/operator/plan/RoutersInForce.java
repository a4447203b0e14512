package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the last plan put into force, and what therefore stays where the present one refuses. Nodes that leave are left out. */
final class RoutersInForce {
    private final Map<String, NavigableMap<String, List<VirtualRouter>>> routersByVirtualIP;
    private final Map<String, NavigableMap<String, RouterGroup>> entriesByGroup = new TreeMap<>();
    private final Map<String, Set<String>> membersByGroup = new TreeMap<>();

    RoutersInForce(List<ObservedNode> nodes) {
        routersByVirtualIP = new TreeMap<>();
        nodes.stream().filter(node -> !node.leaving()).forEach(this::add);
    }

    /** The virtual routers of a VirtualIP, by node. */
    NavigableMap<String, List<VirtualRouter>> routersOf(String virtualIP) {
        return routersByVirtualIP.getOrDefault(virtualIP, Collections.emptyNavigableMap());
    }

    /** The entry of a SyncGroup, by node. */
    NavigableMap<String, RouterGroup> entriesOf(String syncGroup) {
        return entriesByGroup.getOrDefault(syncGroup, Collections.emptyNavigableMap());
    }

    /** The VirtualIPs that a SyncGroup holds together; empty if it is not in force. */
    Set<String> membersOf(String syncGroup) {
        return membersByGroup.getOrDefault(syncGroup, Set.of());
    }

    private void add(ObservedNode node) {
        Map<String, VirtualRouter> byName = node.inForce().virtualRouters().stream()
                .collect(Collectors.toMap(VirtualRouter::name, Function.identity(), (first, second) -> first));
        node.inForce().virtualRouters().forEach(router -> routersByVirtualIP
                .computeIfAbsent(router.virtualIP(), name -> new TreeMap<>())
                .merge(node.name(), List.of(router), RoutersInForce::join));
        for (RouterGroup entry : node.inForce().syncGroups()) {
            Set<String> members = entry.virtualRouters().stream()
                    .flatMap(name -> Stream.ofNullable(byName.get(name)))
                    .map(VirtualRouter::virtualIP)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (members.size() > 1) {
                entriesByGroup
                        .computeIfAbsent(entry.name(), name -> new TreeMap<>())
                        .put(node.name(), entry);
                membersByGroup
                        .computeIfAbsent(entry.name(), name -> new TreeSet<>())
                        .addAll(members);
            }
        }
    }

    private static List<VirtualRouter> join(List<VirtualRouter> first, List<VirtualRouter> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
