package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.Track.TrackedInterface;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Candidates.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes down the virtual routers of a VirtualIP that the plan settled: one per node that takes part and family. */
final class RouterAssembly {
    private final VirtualIPDraft draft;
    private final VirtualIPSpec spec;
    private final int vrid;
    private final Map<String, Candidate> candidates;

    private RouterAssembly(VirtualIPDraft draft, int vrid) {
        this.draft = draft;
        this.spec = draft.declared.spec();
        this.vrid = vrid;
        this.candidates = draft.candidates.nodes().stream()
                .collect(Collectors.toMap(candidate -> candidate.node().name(), Function.identity()));
    }

    /** The virtual routers by node. */
    static NavigableMap<String, List<VirtualRouter>> routers(VirtualIPDraft draft) {
        NavigableMap<String, List<VirtualRouter>> routers = new TreeMap<>();
        Integer vrid = draft.vrid;
        if (vrid != null) {
            RouterAssembly assembly = new RouterAssembly(draft, vrid);
            draft.priorities.forEach((node, priority) -> routers.put(
                    node,
                    draft.families().stream()
                            .map(family -> assembly.router(node, priority, family))
                            .toList()));
        }
        return routers;
    }

    /** Name of a virtual router. */
    static String routerName(String virtualIP, AddressFamily family) {
        return switch (family) {
            case IPv4 -> virtualIP + "-ipv4";
            case IPv6 -> virtualIP + "-ipv6";
        };
    }

    /** What both ask for, by name; of two that name one interface, Fault (no weight) is stricter, else the first counts. */
    static @Nullable Track joinTracks(@Nullable Track first, @Nullable Track second) {
        NavigableMap<String, TrackedInterface> byName = new TreeMap<>();
        for (Track track :
                new Track[] {first == null ? Track.NOTHING : first, second == null ? Track.NOTHING : second}) {
            track.interfaces()
                    .forEach(link -> byName.merge(
                            link.name(), link, (present, added) -> added.weight() == null ? added : present));
        }
        return byName.isEmpty() ? null : new Track(List.copyOf(byName.values()));
    }

    private VirtualRouter router(String node, int priority, AddressFamily family) {
        return new VirtualRouter(
                routerName(draft.name(), family),
                draft.name(),
                family,
                vrid,
                spec.version(),
                link(node).name(),
                priority,
                spec.advertisementInterval(),
                spec.preempt(),
                spec.preemptDelay(),
                draft.addresses.stream()
                        .filter(address -> address.family() == family)
                        .map(InterfaceAddress::text)
                        .toList(),
                spec.transport(),
                peers(node, family),
                spec.checksum(),
                draft.authentication(),
                spec.virtualMAC(),
                joinTracks(
                        spec.track(),
                        draft.group == null ? null : draft.group.declared.spec().track()));
    }

    /**
     * The other routers that take part. Unknown, and so empty, where a router may join by multicast without being named: a list
     * would lock it out.
     */
    private List<String> peers(String node, AddressFamily family) {
        if (spec.transport() == Transport.Multicast && spec.peers().isEmpty()) {
            return List.of();
        }
        List<InterfaceAddress> named = spec.peers().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .filter(address -> address.family() == family)
                .toList();
        boolean linkLocal = spec.transport() == Transport.Multicast
                || named.stream().allMatch(peer -> peer.address().isLinkLocalAddress());
        TreeSet<String> peers = new TreeSet<>();
        named.forEach(peer -> peers.add(host(peer)));
        draft.priorities.keySet().stream()
                .filter(other -> !other.equals(node))
                .flatMap(other -> sourceAddress(link(other), family, linkLocal).stream())
                .forEach(peers::add);
        return new ArrayList<>(peers);
    }

    /**
     * What a node sends from: its first address of the family. For IPv6 it is a link-local one (RFC 9568 section 5.1.2.1), but for
     * unicast to a peer that is named by another: then all agents speak from their first that is not.
     */
    static Optional<String> sourceAddress(NodeInterface link, AddressFamily family, boolean linkLocal) {
        return link.addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .filter(address -> address.family() == family)
                .filter(address ->
                        family == AddressFamily.IPv4 || address.address().isLinkLocalAddress() == linkLocal)
                .findFirst()
                .map(RouterAssembly::host);
    }

    private static String host(InterfaceAddress address) {
        return address.text().substring(0, address.text().indexOf('/'));
    }

    private NodeInterface link(String node) {
        return Optional.ofNullable(candidates.get(node)).orElseThrow().link();
    }
}
