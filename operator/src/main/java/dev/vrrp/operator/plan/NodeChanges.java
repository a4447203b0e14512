package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nodes that are other ones now, by what a VirtualIP looks for; as they were and as they are. */
final class NodeChanges {
    private final List<ObservedNode> nodes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<Subnet> subnets = new HashSet<>();

    void add(ObservedNode node) {
        nodes.add(node);
        names.add(node.name());
        node.interfaces().stream()
                .map(NodeInterface::addresses)
                .flatMap(List::stream)
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .forEach(address -> subnets.add(address.subnet()));
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Whether what is known of a VirtualIP may be different because of them; one that has no candidates counts all nodes. */
    boolean concern(Prospect prospect) {
        return prospect.candidates().nodes().isEmpty()
                || !Collections.disjoint(names, prospect.inForce().keySet())
                || find(prospect.declared().spec(), prospect.addresses());
    }

    private boolean find(VirtualIPSpec spec, List<InterfaceAddress> addresses) {
        if (spec.interfaceName() != null) {
            return nodes.stream()
                    .anyMatch(node -> NodeMatching.matches(spec.nodeSelector(), node.labels())
                            && node.interfaces().stream()
                                    .anyMatch(link -> link.name().equals(spec.interfaceName())));
        }
        InetAddress sought = Candidates.sought(addresses).address();
        for (Subnet subnet : subnets) {
            if (subnet.contains(sought)) {
                return true;
            }
        }
        return false;
    }
}
