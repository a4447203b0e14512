package dev.vrrp.agent.preflight;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.NodeState;
import dev.vrrp.agent.runtime.RouterState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a virtual address is on another interface of the node too, where kube-proxy or a network plugin has put it. */
final class ElsewhereCheck implements Check {
    private static final String LOOPBACK = "lo";

    private record Found(String interfaceName, InetAddress address) {}

    @Override
    public String condition() {
        return "AddressesExclusive";
    }

    @Override
    public Finding look(NodeState node) throws IOException {
        NetworkInterface loopback = NetworkInterface.getByName(LOOPBACK);
        List<Found> present = Stream.concat(
                        node.links().stream().flatMap(link -> link.addresses().stream()
                                .map(address -> new Found(link.name(), address.address()))),
                        loopback == null
                                ? Stream.of()
                                : loopback.inetAddresses().map(address -> new Found(LOOPBACK, address)))
                .toList();
        Set<String> wrong = new LinkedHashSet<>();
        for (RouterState router : node.routers()) {
            VirtualRouterConfig config = router.config();
            present.stream()
                    .filter(found -> !found.interfaceName.equals(config.interfaceName())
                            && config.advertisedAddresses().contains(found.address))
                    .forEach(found -> wrong.add(InterfaceAddress.text(found.address) + " of " + config.name()
                            + " is on " + found.interfaceName + " too"));
        }
        return wrong.isEmpty()
                ? Finding.fine(
                        condition(), "AddressesExclusive", "no virtual address is on another interface of the node")
                : Finding.wrong(
                        condition(),
                        "AddressElsewhere",
                        String.join("; ", wrong)
                                + ": this node takes it for its own, Master or not. On kube-ipvs0 it is one that a Service names: "
                                + "set ipvs.strictARP of kube-proxy, so that no card answers ARP for it, and let the Service have "
                                + "externalTrafficPolicy: Cluster. On another interface: remove it there");
    }
}
