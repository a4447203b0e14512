package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A network interface as the kernel shows it.
 *
 * @param index the ifindex, greater than 0; another interface of the same name has another index
 * @param up administratively up and with carrier (IFF_UP and IFF_LOWER_UP)
 * @param mac hardware address, 6 bytes, as a number; 0 where there is none
 * @param mtu in bytes
 * @param addresses in the kernel's order, our leases left out
 */
public record Link(String name, int index, boolean up, long mac, int mtu, List<InterfaceAddress> addresses) {
    public Link {
        addresses = List.copyOf(addresses);
    }

    /** The address that a virtual router of {@code family} speaks from: the first; link-local for IPv6 (RFC 9568 5.1.2). */
    public Optional<InetAddress> sourceAddress(AddressFamily family) {
        return addresses.stream()
                .filter(address -> address.family() == family)
                .map(InterfaceAddress::address)
                .filter(address -> family == AddressFamily.IPV4 || address.isLinkLocalAddress())
                .findFirst();
    }
}
