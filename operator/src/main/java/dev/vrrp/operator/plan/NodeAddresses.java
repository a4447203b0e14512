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
    static final int MOST_ADDRESSES = 4096;

    private final Map<Segment, Set<String>> sendersBySegment = new HashMap<>();
    private final Map<String, Set<Segment>> segmentsByNode = new HashMap<>();
    private final Map<String, Set<String>> addressesByNode = new HashMap<>();

    private NodeAddresses() {}

    static NodeAddresses of(Links links, Map<String, List<VirtualRouter>> routersByNode) {
        NodeAddresses addresses = new NodeAddresses();
        routersByNode.forEach((node, routers) -> addresses.add(node, routers, links));
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

    private void add(String node, List<VirtualRouter> routers, Links links) {
        routers.stream()
                .collect(Collectors.groupingBy(
                        VirtualRouter::interfaceName, Collectors.mapping(VirtualRouter::family, Collectors.toSet())))
                .forEach((link, families) -> links.find(node, link)
                        .ifPresent(candidate -> add(node, candidate.link(), links.segments(node, link), families)));
    }

    private void add(String node, NodeInterface link, Set<Segment> segments, Set<AddressFamily> families) {
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
