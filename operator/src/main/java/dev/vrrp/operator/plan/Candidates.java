package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    record Candidate(ObservedNode node, NodeInterface link) {}

    Candidates {
        nodes = List.copyOf(nodes);
    }

    /** @param inForce the virtual routers that the VirtualIP has now, by node */
    static Candidates of(VirtualIPSpec spec, List<ObservedNode> all, Map<String, List<VirtualRouter>> inForce) {
        List<ObservedNode> running =
                all.stream().filter(node -> node.runsAgent() && !node.leaving()).toList();
        List<ObservedNode> selected = running.stream()
                .filter(node -> NodeMatching.matches(spec.nodeSelector(), node.labels()))
                .toList();
        List<Candidate> found = new ArrayList<>();
        for (ObservedNode node : selected) {
            link(spec, node, inForce.getOrDefault(node.name(), List.of()))
                    .ifPresent(link -> found.add(new Candidate(node, link)));
        }
        return new Candidates(found, found.isEmpty() ? shortage(spec, all, running, selected) : null);
    }

    private static Optional<NodeInterface> link(VirtualIPSpec spec, ObservedNode node, List<VirtualRouter> inForce) {
        if (spec.interfaceName() != null) {
            return linkNamed(node, spec.interfaceName());
        }
        List<InterfaceAddress> addresses = spec.addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .toList();
        // every interface has the subnet of link-local addresses
        InterfaceAddress first = addresses.stream()
                .filter(address -> !address.address().isLinkLocalAddress())
                .findFirst()
                .orElseGet(addresses::getFirst);
        Optional<NodeInterface> present = inForce.stream()
                .filter(router -> router.addresses().contains(first.text()))
                .findFirst()
                .flatMap(router -> linkNamed(node, router.interfaceName()));
        List<NodeInterface> connected = node.interfaces().stream()
                .filter(link -> holds(link, first.address()))
                .sorted(Comparator.comparing(NodeInterface::index).thenComparing(NodeInterface::name))
                .toList();
        // A node that runs it already stays where it is, also while its interface has lost its own address for a while.
        return connected.isEmpty()
                ? present
                : present.filter(connected::contains).or(() -> Optional.of(connected.getFirst()));
    }

    private static Optional<NodeInterface> linkNamed(ObservedNode node, String name) {
        return node.interfaces().stream()
                .filter(link -> link.name().equals(name))
                .findFirst();
    }

    private static boolean holds(NodeInterface link, InetAddress address) {
        return link.addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .anyMatch(own -> own.subnet().contains(address));
    }

    private static String shortage(
            VirtualIPSpec spec, List<ObservedNode> all, List<ObservedNode> running, List<ObservedNode> selected) {
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
