package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that could run a VirtualIP.
 *
 * @param nodes by name
 * @param shortage why there is none, null if there is one
 */
record Candidates(List<Candidate> nodes, @Nullable String shortage) {
    static final Candidates NONE = new Candidates(List.of(), null);

    /** A node, and the interface that would carry the VirtualIP there. */
    record Candidate(ObservedNode node, NodeInterface link) {
        /** Whether a subnet of the interface holds {@code address}. */
        boolean holds(InetAddress address) {
            return link.addresses().stream()
                    .flatMap(text -> InterfaceAddress.parse(text).stream())
                    .anyMatch(own -> own.subnet().contains(address));
        }
    }

    Candidates {
        nodes = List.copyOf(nodes);
    }

    /** @param inForce the virtual routers that the VirtualIP has now, by node */
    static Candidates of(
            VirtualIPSpec spec,
            List<InterfaceAddress> addresses,
            Links links,
            Map<String, List<VirtualRouter>> inForce) {
        Collection<Candidate> found = spec.interfaceName() == null
                ? connected(sought(addresses), links, inForce)
                : links.named(spec.interfaceName());
        List<Candidate> candidates = found.stream()
                .filter(candidate -> runs(candidate.node()))
                .filter(candidate -> NodeMatching.matches(
                        spec.nodeSelector(), candidate.node().labels()))
                .toList();
        return new Candidates(candidates, candidates.isEmpty() ? shortage(spec, links.nodes()) : null);
    }

    List<ObservedNode> observed() {
        return nodes.stream().map(Candidate::node).toList();
    }

    private static boolean runs(ObservedNode node) {
        return node.runsAgent() && !node.leaving();
    }

    /** Of several addresses, the one whose subnet says which interface carries them: every interface has the link-local one. */
    static InterfaceAddress sought(List<InterfaceAddress> addresses) {
        return addresses.stream()
                .filter(address -> !address.address().isLinkLocalAddress())
                .findFirst()
                .orElseGet(addresses::getFirst);
    }

    /** On each node the interface whose subnet holds the first address. */
    private static Collection<Candidate> connected(
            InterfaceAddress first, Links links, Map<String, List<VirtualRouter>> inForce) {
        NavigableMap<String, Candidate> byNode = new TreeMap<>();
        links.connected(first.address()).forEach((node, connected) -> byNode.put(node, connected.getFirst()));
        // A node that runs it already stays where it is, also while its interface has lost its own address for a while.
        inForce.forEach((node, routers) -> routers.stream()
                .filter(router -> router.addresses().contains(first.text()))
                .findFirst()
                .flatMap(router -> links.find(node, router.interfaceName()))
                .filter(present -> !byNode.containsKey(node) || present.holds(first.address()))
                .ifPresent(present -> byNode.put(node, present)));
        return byNode.values();
    }

    private static String shortage(VirtualIPSpec spec, Collection<ObservedNode> all) {
        List<ObservedNode> running = all.stream().filter(Candidates::runs).toList();
        List<ObservedNode> selected = running.stream()
                .filter(node -> NodeMatching.matches(spec.nodeSelector(), node.labels()))
                .toList();
        if (all.isEmpty()) {
            return "the cluster has no nodes";
        }
        if (running.isEmpty()) {
            return "none of the " + all.size() + " nodes runs an agent: see that the DaemonSet of the node agents runs";
        }
        if (selected.isEmpty()) {
            return "spec.nodeSelector matches none of the " + running.size() + " nodes that run an agent";
        }
        if (spec.interfaceName() == null) {
            return "spec.addresses: no interface of the " + selected.size()
                    + " candidate nodes has a subnet that holds "
                    + spec.addresses().getFirst() + ": set spec.interface";
        }
        String present = selected.stream()
                .flatMap(node -> node.interfaces().stream())
                .map(NodeInterface::name)
                .distinct()
                .sorted()
                .limit(20)
                .collect(Collectors.joining(", "));
        return "spec.interface: none of the " + selected.size() + " candidate nodes has an interface \""
                + spec.interfaceName() + "\"; they have " + (present.isEmpty() ? "none" : present);
    }
}
