package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A network interface as the kernel shows it.
 *
 * @param index the ifindex, greater than 0; another interface of the same name has another index
 * @param up administratively up and with carrier (IFF_UP and IFF_LOWER_UP)
 * @param mac hardware address, 6 bytes, as a number; 0 where there is none
 * @param mtu in bytes; 0: not known
 * @param addresses of each family in the order in which they were set, our leases left out
 */
public record Link(String name, int index, boolean up, long mac, int mtu, List<InterfaceAddress> addresses) {
    public Link {
        addresses = List.copyOf(addresses);
    }

    /** The first IPv4 address. */
    public Optional<InetAddress> ipv4Address() {
        return first(address -> address instanceof Inet4Address);
    }

    /** The first IPv6 address of the kind. */
    public Optional<InetAddress> ipv6Address(boolean linkLocal) {
        return first(address -> address instanceof Inet6Address && address.isLinkLocalAddress() == linkLocal);
    }

    private Optional<InetAddress> first(Predicate<InetAddress> wanted) {
        return addresses.stream().map(InterfaceAddress::address).filter(wanted).findFirst();
    }
}
