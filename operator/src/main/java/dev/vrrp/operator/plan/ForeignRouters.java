package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.ForeignRouter;
import dev.vrrp.operator.plan.VirtualIPOutcome.Foreigner;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the nodes hear of VRRP routers outside the cluster. What a node hears from another node is not foreign. */
final class ForeignRouters {
    private record Key(AddressFamily family, int vrid) {}

    /** The agents' word for routers that only occupy a VRID. */
    private static final String UNKNOWN_VRID = "UnknownVRID";

    /** The agents' word for those whom being named as a peer settles. */
    private static final String UNKNOWN_SOURCE = "UnknownSource";

    /** A router that a node hears; when it did last does not matter. */
    private record Sighting(
            String node,
            InetAddress source,
            Key key,
            Set<Segment> segments,
            @Nullable Integer priority,
            @Nullable String reason,
            @Nullable String message,
            boolean splitBrain) {

        static Optional<Sighting> of(String node, ForeignRouter router, Links links) {
            return InterfaceAddress.parseAddress(router.source())
                    .filter(source -> !links.has(source))
                    .map(source -> new Sighting(
                            node,
                            source,
                            new Key(router.family(), router.vrid()),
                            links.segments(node, router.interfaceName()),
                            router.priority(),
                            router.reason(),
                            router.message(),
                            Boolean.TRUE.equals(router.splitBrain())));
        }

        Foreigner foreigner() {
            return new Foreigner(
                    node,
                    source.getHostAddress(),
                    priority,
                    Objects.requireNonNullElse(message, "it uses the VRID"),
                    splitBrain);
        }
    }

    private final Map<Key, List<Sighting>> sightings;

    ForeignRouters(Collection<ObservedNode> nodes, Links links) {
        this.sightings = nodes.stream()
                .flatMap(node -> node.foreignRouters().stream()
                        .flatMap(router -> Sighting.of(node.name(), router, links).stream()))
                .collect(Collectors.groupingBy(Sighting::key));
    }

    /** What is heard now: the same object while it is the same. */
    ForeignRouters followedBy(ForeignRouters next) {
        return sightings.equals(next.sightings) ? this : next;
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
                .filter(sighting -> !UNKNOWN_VRID.equals(sighting.reason()))
                .filter(sighting -> !UNKNOWN_SOURCE.equals(sighting.reason()) || !peers.contains(sighting.source()))
                .map(Sighting::foreigner)
                .distinct()
                .sorted(Comparator.comparing(Foreigner::source).thenComparing(Foreigner::node))
                .toList();
    }

    /** The segments on which something is heard that {@code before} did not have, or the reverse. */
    Set<Segment> segmentsThatDiffer(ForeignRouters before) {
        if (before == this) {
            return Set.of();
        }
        Set<Sighting> here = all();
        Set<Sighting> there = before.all();
        return Stream.concat(
                        here.stream().filter(sighting -> !there.contains(sighting)),
                        there.stream().filter(sighting -> !here.contains(sighting)))
                .flatMap(sighting -> sighting.segments().stream())
                .collect(Collectors.toSet());
    }

    private Set<Sighting> all() {
        Set<Sighting> all = new HashSet<>();
        sightings.values().forEach(all::addAll);
        return all;
    }

    private Stream<Sighting> sightings(Collection<AddressFamily> families, int vrid, Set<Segment> segments) {
        return families.stream()
                .flatMap(family -> sightings.getOrDefault(new Key(family, vrid), List.of()).stream())
                .filter(sighting -> !Collections.disjoint(sighting.segments(), segments));
    }
}
