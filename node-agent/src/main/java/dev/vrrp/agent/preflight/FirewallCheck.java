package dev.vrrp.agent.preflight;

import dev.vrrp.agent.preflight.ProtocolProbe.Outcome;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.NodeState;
import dev.vrrp.agent.runtime.RouterState;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the node's firewall lets IP protocol 112 out and in, on each interface with a virtual router. */
record FirewallCheck(ProtocolProbe probe) implements Check {
    @Override
    public String condition() {
        return "ProtocolPasses";
    }

    @Override
    public Finding look(NodeState node) throws IOException {
        Set<String> wrong = new LinkedHashSet<>();
        for (AddressFamily family : AddressFamily.values()) {
            Set<String> used = node.routers().stream()
                    .filter(router -> router.config().family() == family
                            && router.source().isPresent())
                    .map(RouterState::config)
                    .map(VirtualRouterConfig::interfaceName)
                    .collect(Collectors.toSet());
            for (Link link : node.links()) {
                if (link.up() && used.contains(link.name())) {
                    look(family, link, wrong);
                }
            }
        }
        return wrong.isEmpty()
                ? Finding.fine(condition(), "ProtocolPasses", "the node's firewall lets IP protocol 112 pass")
                : Finding.wrong(
                        condition(),
                        "FirewallDropsVRRP",
                        String.join("; ", wrong)
                                + ". Multicast of the agent passes all the same, as it is captured and sent beside the firewall; "
                                + "unicast, and a keepalived on this node, need a rule that accepts it, such as nft insert rule "
                                + "inet filter output meta l4proto 112 accept, and the same for input");
    }

    private void look(AddressFamily family, Link link, Set<String> wrong) throws IOException {
        String dropped = "the node's firewall drops IP protocol 112 that it %s on " + link.name()
                + (family == AddressFamily.IPV6 ? ", over IPv6" : "");
        Outcome outcome = probe.probe(family, link.index());
        switch (outcome) {
            case RETURNED -> {}
            case NOT_SENT -> wrong.add(dropped.formatted("sends"));
            case NOT_RECEIVED -> wrong.add(dropped.formatted("receives"));
        }
    }
}
