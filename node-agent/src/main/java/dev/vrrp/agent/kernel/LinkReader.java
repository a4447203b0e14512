package dev.vrrp.agent.kernel;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.vrrp.agent.kernel.netlink.KernelAddress;
import dev.vrrp.agent.kernel.netlink.KernelLink;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.runtime.Link;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The interfaces of the node as the runtime wants to see them. */
final class LinkReader {
    private final InterfaceTables tables;

    LinkReader(InterfaceTables tables) {
        this.tables = tables;
    }

    /**
     * All interfaces but the loopback. Left out of their addresses are our leases, and what a virtual router could not speak
     * from yet: IPv6 addresses in duplicate address detection (RFC 4862 5.4), or that failed it.
     */
    List<Link> read() throws IOException {
        List<KernelLink> links = tables.links();
        Map<Integer, List<InterfaceAddress>> addresses = tables.addresses().stream()
                .filter(address -> !LeaseMark.ours(address) && address.usable())
                .collect(groupingBy(KernelAddress::linkIndex, mapping(LinkReader::interfaceAddress, toList())));
        return links.stream()
                .filter(link -> !link.loopback())
                .map(link -> new Link(
                        link.name(),
                        link.index(),
                        link.up(),
                        link.mac(),
                        link.mtu(),
                        addresses.getOrDefault(link.index(), List.of())))
                .toList();
    }

    private static InterfaceAddress interfaceAddress(KernelAddress address) {
        return new InterfaceAddress(address.address(), address.prefixLength());
    }
}
