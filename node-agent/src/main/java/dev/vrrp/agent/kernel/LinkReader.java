package dev.vrrp.agent.kernel;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.vrrp.agent.kernel.netlink.KernelAddress;
import dev.vrrp.agent.kernel.netlink.KernelLink;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.runtime.Link;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The interfaces of the node as the runtime wants to see them. */
final class LinkReader {
    private final InterfaceTables tables;

    LinkReader(InterfaceTables tables) {
        this.tables = tables;
    }

    /**
     * All interfaces but the loopback and our own macvlans. The addresses of each family are in the order in which they were set, so that the first,
     * which a virtual router speaks from, stays the first; the kernel tells the youngest IPv6 address first. Left out of their addresses are our leases, and what a virtual router could not speak
     * from: IPv6 addresses in duplicate address detection (RFC 4862 5.4), that failed it, or that are temporary (RFC 8981).
     */
    List<Link> read() throws IOException {
        List<KernelLink> links = tables.links();
        List<KernelAddress> told = tables.addresses();
        Map<Integer, List<InterfaceAddress>> addresses = Stream.concat(
                        told.stream().filter(address -> address.address() instanceof Inet4Address),
                        told.reversed().stream().filter(address -> address.address() instanceof Inet6Address))
                .filter(address -> !LeaseMark.ours(address) && address.usable())
                .collect(groupingBy(KernelAddress::linkIndex, mapping(LinkReader::interfaceAddress, toList())));
        Map<Integer, String> names = links.stream().collect(toMap(KernelLink::index, KernelLink::name, (a, _) -> a));
        return links.stream()
                .filter(link -> !link.loopback() && !MacvlanName.ours(link))
                .map(link -> new Link(
                        link.name(),
                        link.index(),
                        link.up(),
                        link.mac(),
                        link.mtu(),
                        addresses.getOrDefault(link.index(), List.of()),
                        link.port() ? names.getOrDefault(link.controller(), link.portKind()) : null))
                .toList();
    }

    private static InterfaceAddress interfaceAddress(KernelAddress address) {
        return new InterfaceAddress(address.address(), address.prefixLength());
    }
}
