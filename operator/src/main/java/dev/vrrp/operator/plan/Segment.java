package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network segment, on which a VRID of a family may be used once. Two interfaces are on one segment if they share a subnet; an
 * interface without a subnet of its own is a segment by itself. Link-local subnets are the same everywhere and tell nothing.
 *
 * @param name the subnet, or node/interface
 */
record Segment(String name) implements Tie {
    static Set<Segment> of(String node, NodeInterface link) {
        Set<Segment> subnets = link.addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .filter(Segment::tellsSegment)
                .map(address -> new Segment(address.subnet().toString()))
                .collect(Collectors.toUnmodifiableSet());
        return subnets.isEmpty() ? Set.of(new Segment(node + "/" + link.name())) : subnets;
    }

    /** The subnet that a virtual address names, none without a prefix length. */
    static Set<Segment> of(InterfaceAddress address) {
        return tellsSegment(address) ? Set.of(new Segment(address.subnet().toString())) : Set.of();
    }

    static String names(Collection<Segment> segments) {
        return segments.stream().map(Segment::name).sorted().collect(Collectors.joining(", "));
    }

    private static boolean tellsSegment(InterfaceAddress address) {
        return address.hasSubnet()
                && !address.address().isLinkLocalAddress()
                && !address.address().isLoopbackAddress();
    }
}
