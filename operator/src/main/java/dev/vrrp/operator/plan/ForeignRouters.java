package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.ForeignRouter;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.operator.plan.VirtualIPOutcome.Foreigner;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the nodes hear of VRRP routers outside the cluster. What a node hears from another node is not foreign. */
final class ForeignRouters {
    private record Key(AddressFamily family, int vrid) {}

    /** The agents' word for routers that only occupy a VRID. */
    private static final String UNKNOWN_VRID = "UnknownVRID";

    /** The agents' word for those whom being named as a peer settles. */
    private static final String UNKNOWN_SOURCE = "UnknownSource";

    private record Sighting(String node, InetAddress source, ForeignRouter router, Set<Segment> segments) {}

    private final Map<Key, List<Sighting>> sightings = new HashMap<>();

    ForeignRouters(List<ObservedNode> nodes) {
        Set<InetAddress> ours = nodes.stream()
                .flatMap(node -> node.interfaces().stream())
                .flatMap(link -> link.addresses().stream())
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .map(InterfaceAddress::address)
                .collect(Collectors.toSet());
        for (ObservedNode node : nodes) {
            for (ForeignRouter router : node.foreignRouters()) {
                InterfaceAddress.parseAddress(router.source())
                        .filter(source -> !ours.contains(source))
                        .ifPresent(source -> sightings
                                .computeIfAbsent(new Key(router.family(), router.vrid()), key -> new ArrayList<>())
                                .add(new Sighting(
                                        node.name(), source, router, segments(node, router.interfaceName()))));
            }
        }
    }

    /** Whether one of them uses {@code vrid} in one of {@code families} on one of {@code segments}. */
    boolean use(Collection<AddressFamily> families, int vrid, Set<Segment> segments) {
        return sightings(families, vrid, segments).findAny().isPresent();
    }

    /** Those that speak for a VirtualIP on its segments, and that it does not name as peers, or that do not fit. */
    List<Foreigner> claimants(VirtualIPDraft draft, int vrid) {
        Set<InetAddress> peers = draft.declared.spec().peers().stream()
                .flatMap(peer -> InterfaceAddress.parseAddress(peer).stream())
                .collect(Collectors.toSet());
        return sightings(draft.families(), vrid, draft.segments)
                .filter(sighting -> !UNKNOWN_VRID.equals(sighting.router().reason()))
                .filter(sighting ->
                        !UNKNOWN_SOURCE.equals(sighting.router().reason()) || !peers.contains(sighting.source()))
                .map(ForeignRouters::foreigner)
                .distinct()
                .sorted(Comparator.comparing(Foreigner::source).thenComparing(Foreigner::node))
                .toList();
    }

    private static Foreigner foreigner(Sighting sighting) {
        ForeignRouter router = sighting.router();
        return new Foreigner(
                sighting.node(),
                sighting.source().getHostAddress(),
                router.priority(),
                Objects.requireNonNullElse(router.message(), "it uses the VRID"),
                Boolean.TRUE.equals(router.splitBrain()));
    }

    private Stream<Sighting> sightings(Collection<AddressFamily> families, int vrid, Set<Segment> segments) {
        return families.stream()
                .flatMap(family -> sightings.getOrDefault(new Key(family, vrid), List.of()).stream())
                .filter(sighting -> !Collections.disjoint(sighting.segments(), segments));
    }

    private static Set<Segment> segments(ObservedNode node, String interfaceName) {
        return node.interfaces().stream()
                .filter(link -> link.name().equals(interfaceName))
                .findFirst()
                .map((NodeInterface link) -> Segment.of(node.name(), link))
                .orElse(Set.of());
    }
}
