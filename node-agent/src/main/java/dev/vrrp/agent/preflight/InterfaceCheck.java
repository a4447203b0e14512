package dev.vrrp.agent.preflight;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.NodeState;
import dev.vrrp.agent.runtime.RouterState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether each virtual router runs where its addresses belong. An address that stands alone, /32 or /128, belongs to no subnet and
 * may be anywhere.
 */
final class InterfaceCheck implements Check {
    @Override
    public String condition() {
        return "InterfacesFit";
    }

    @Override
    public Finding look(NodeState node) {
        String wrong = node.routers().stream()
                .map(RouterState::config)
                .flatMap(config -> problem(config, node.links()).stream())
                .collect(Collectors.joining("; "));
        return wrong.isEmpty()
                ? Finding.fine(condition(), "InterfacesFit", "every virtual router is on an interface with its subnet")
                : Finding.wrong(condition(), "NoInterfaceForSubnet", wrong);
    }

    private static Optional<String> problem(VirtualRouterConfig config, List<Link> links) {
        Optional<Link> own = links.stream()
                .filter(link -> link.name().equals(config.interfaceName()))
                .findFirst();
        List<InterfaceAddress> ofSubnets =
                config.addresses().stream().filter(InterfaceCheck::isOfSubnet).toList();
        if (own.isPresent() && (ofSubnets.isEmpty() || has(own.get(), ofSubnets))) {
            return Optional.empty();
        }
        String remedy = links.stream()
                .filter(link -> !ofSubnets.isEmpty() && has(link, ofSubnets))
                .map(link -> link.name() + " has its subnet: leave spec.interface of the VirtualIP out, or name "
                        + link.name())
                .findFirst()
                .orElse(
                        "no interface has its subnet: give one an address of it, keep the VirtualIP off this node by "
                                + "spec.nodeSelector, or name its interface in spec.interface and write its address as /32 or /128");
        return Optional.of(config.name() + " is for " + config.interfaceName() + ", which "
                + (own.isEmpty() ? "does not exist" : "has no address in the subnet of " + ofSubnets.getFirst()) + "; "
                + remedy);
    }

    private static boolean has(Link link, List<InterfaceAddress> addresses) {
        return link.addresses().stream().filter(InterfaceCheck::isOfSubnet).anyMatch(own -> addresses.stream()
                .filter(address -> address.family() == own.family())
                .map(address -> new InterfaceAddress(address.address(), own.prefixLength()))
                .anyMatch(own::sharesSubnetWith));
    }

    private static boolean isOfSubnet(InterfaceAddress address) {
        return !address.address().isLinkLocalAddress()
                && address.prefixLength() < address.address().getAddress().length * Byte.SIZE;
    }
}
