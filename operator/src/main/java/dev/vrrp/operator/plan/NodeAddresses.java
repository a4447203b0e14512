package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the nodes send VRRP from, by network segment, so that an agent tells another node from a router outside the cluster. */
final class NodeAddresses {
    /** {@code maxItems} in a NodeConfig. */
    private static final int MOST_ADDRESSES = 4096;

    private final Map<Segment, Set<String>> sendersBySegment = new HashMap<>();
    private final Map<String, Set<Segment>> segmentsByNode = new HashMap<>();
    private final Map<String, Set<String>> addressesByNode = new HashMap<>();

    private NodeAddresses() {}

    static NodeAddresses of(List<ObservedNode> nodes, Map<String, List<VirtualRouter>> routersByNode) {
        NodeAddresses addresses = new NodeAddresses();
        nodes.forEach(node -> addresses.add(node, routersByNode.getOrDefault(node.name(), List.of())));
        return addresses;
    }

    /** The addresses of the other nodes that send on the segments of {@code node}, in order. */
    List<String> heardBy(String node) {
        Set<String> own = addressesByNode.getOrDefault(node, Set.of());
        return segmentsByNode.getOrDefault(node, Set.of()).stream()
                .flatMap(segment -> sendersBySegment.getOrDefault(segment, Set.of()).stream())
                .filter(address -> !own.contains(address))
                .distinct()
                .sorted()
                .limit(MOST_ADDRESSES)
                .toList();
    }

    private void add(ObservedNode node, List<VirtualRouter> routers) {
        Map<String, Set<AddressFamily>> families = routers.stream()
                .collect(Collectors.groupingBy(
                        VirtualRouter::interfaceName, Collectors.mapping(VirtualRouter::family, Collectors.toSet())));
        node.interfaces().stream()
                .filter(link -> families.containsKey(link.name()))
                .forEach(link -> add(node.name(), link, families.getOrDefault(link.name(), Set.of())));
    }

    private void add(String node, NodeInterface link, Set<AddressFamily> families) {
        Set<Segment> segments = Segment.of(node, link);
        segmentsByNode.computeIfAbsent(node, _ -> new HashSet<>()).addAll(segments);
        families.stream()
                .flatMap(family -> Stream.of(true, false)
                        .flatMap(linkLocal -> RouterAssembly.sourceAddress(link, family, linkLocal).stream()))
                .forEach(address -> {
                    addressesByNode.computeIfAbsent(node, _ -> new TreeSet<>()).add(address);
                    segments.forEach(segment -> sendersBySegment
                            .computeIfAbsent(segment, _ -> new TreeSet<>())
                            .add(address));
                });
    }
}
