package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Since which generation of a node's NodeConfig the virtual routers of a VirtualIP are as they are, so that the change of one
 * VirtualIP leaves the others of the node Programmed. What is seen for the first time counts as new. Used by one thread.
 */
public final class RouterGenerations {
    private record Entry(List<VirtualRouter> routers, long generation) {}

    private final Map<String, Map<String, Entry>> byNode = new HashMap<>();

    /** Takes in a NodeConfig. */
    public void observe(String node, NodeConfigSpec spec, long generation) {
        Map<String, Entry> present = byNode.getOrDefault(node, Map.of());
        Map<String, Entry> next = new HashMap<>();
        spec.virtualRouters().stream()
                .collect(Collectors.groupingBy(VirtualRouter::virtualIP))
                .forEach((virtualIP, routers) -> {
                    Entry entry = present.get(virtualIP);
                    boolean same = entry != null && entry.routers().equals(routers) && entry.generation() <= generation;
                    next.put(virtualIP, same ? entry : new Entry(routers, generation));
                });
        byNode.put(node, next);
    }

    /** The first generation with the present virtual routers of {@code virtualIP}; {@code Long.MAX_VALUE} if it has none. */
    public long since(String node, String virtualIP) {
        Entry entry = byNode.getOrDefault(node, Map.of()).get(virtualIP);
        return entry == null ? Long.MAX_VALUE : entry.generation();
    }

    /** Forgets every node but these. */
    public void retain(Collection<String> nodes) {
        byNode.keySet().retainAll(nodes);
    }
}
