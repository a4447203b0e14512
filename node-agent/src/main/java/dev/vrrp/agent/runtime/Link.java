package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A network interface as the kernel shows it.
 *
 * @param index the ifindex, greater than 0; another interface of the same name has another index
 * @param up administratively up and with carrier (IFF_UP and IFF_LOWER_UP)
 * @param mac hardware address, 6 bytes, as a number; 0 where there is none
 * @param mtu in bytes; 0: not known
 * @param addresses of each family in the order in which they were set, our leases left out
 * @param controller name of the bridge or bond that it is a port of, which takes all its packets; null: none
 */
public record Link(
        String name,
        int index,
        boolean up,
        long mac,
        int mtu,
        List<InterfaceAddress> addresses,
        @Nullable String controller) {
    /** Of Ethernet, in bytes. */
    public static final int USUAL_MTU = 1500;

    public Link {
        addresses = List.copyOf(addresses);
    }

    /** An interface that is no port. */
    public Link(String name, int index, boolean up, long mac, int mtu, List<InterfaceAddress> addresses) {
        this(name, index, up, mac, mtu, addresses, null);
    }

    /** Whether it carries frames that are longer than those of most; also where that is not known. */
    public boolean isJumbo() {
        return mtu == 0 || mtu > USUAL_MTU;
    }

    /** Whether both have an IPv4 address in one subnet: two cards on one LAN, each of which could answer for the other. */
    boolean sharesLanWith(Link other) {
        return index != other.index
                && addresses.stream().filter(Link::isOfSubnet).anyMatch(address -> other.addresses.stream()
                        .filter(Link::isOfSubnet)
                        .anyMatch(address::sharesSubnetWith));
    }

    private static boolean isOfSubnet(InterfaceAddress address) {
        return address.family() == AddressFamily.IPV4 && address.prefixLength() < 32;
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
