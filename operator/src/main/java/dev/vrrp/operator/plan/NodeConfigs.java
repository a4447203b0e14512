package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Collects what each node is to run, if anything; everything in the result is sorted by name. */
final class NodeConfigs {
    private final Links links;
    private final NavigableMap<String, List<VirtualRouter>> routersByNode = new TreeMap<>();
    /** Name of the group by VirtualIP; each is in one at most. */
    private final Map<String, String> groups = new TreeMap<>();

    NodeConfigs(Links links) {
        this.links = links;
    }

    /** Adds virtual routers, by node. */
    void addRouters(Map<String, List<VirtualRouter>> routers) {
        routers.forEach((node, added) ->
                routersByNode.computeIfAbsent(node, absent -> new ArrayList<>()).addAll(added));
    }

    /** Puts VirtualIPs together, on every node that runs them. */
    void addGroup(String name, Collection<String> virtualIPs) {
        virtualIPs.forEach(virtualIP -> groups.put(virtualIP, name));
    }

    NavigableMap<String, NodeConfigSpec> build() {
        NavigableMap<String, NodeConfigSpec> specs = new TreeMap<>();
        NodeAddresses addresses = NodeAddresses.of(links, routersByNode);
        routersByNode.forEach((node, routers) -> {
            routers.sort(Comparator.comparing(VirtualRouter::name));
            specs.put(node, new NodeConfigSpec(routers, entries(routers), addresses.heardBy(node)));
        });
        return specs;
    }

    private List<RouterGroup> entries(List<VirtualRouter> routers) {
        NavigableMap<String, List<String>> members = new TreeMap<>();
        for (VirtualRouter router : routers) {
            String group = groups.get(router.virtualIP());
            if (group != null) {
                members.computeIfAbsent(group, absent -> new ArrayList<>()).add(router.name());
            }
        }
        return members.entrySet().stream()
                .filter(group -> group.getValue().size() > 1)
                .map(group -> new RouterGroup(group.getKey(), group.getValue()))
                .toList();
    }
}
