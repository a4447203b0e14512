package dev.vrrp.agent.protocol.model;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One virtual router as this node runs it.
 *
 * @param name unique on the node
 * @param interfaceName interface that it speaks on
 * @param preemptDelay how long a Backup waits before it preempts; zero or more
 * @param addresses the virtual addresses, 1 to 255, all of {@code family}; of IPv6 a link-local one is the first (RFC 9568
 *     section 5.2.9), which is {@link VirtualRouterId#linkLocalAddress} if none is given
 * @param peers addresses that the other routers speak from, up to 64, all of {@code family}: those that unicast goes to. With
 *     multicast, empty: not known
 * @param virtualMac whether the addresses are answered, and advertisements sent, from {@link VirtualRouterId#mac}; with
 *     multicast only
 * @param tracked other interfaces whose carrier counts
 */
public record VirtualRouterConfig(
        String name,
        AddressFamily family,
        VirtualRouterId vrid,
        ProtocolVersion version,
        String interfaceName,
        Priority priority,
        AdvertisementInterval interval,
        boolean preempt,
        Duration preemptDelay,
        List<InterfaceAddress> addresses,
        Transport transport,
        List<InetAddress> peers,
        ChecksumMode checksum,
        Authentication authentication,
        boolean virtualMac,
        List<TrackedInterface> tracked) {
    private static final int MOST_PEERS = 64;

    public VirtualRouterConfig {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("0 addresses: 1 to 255 are possible");
        }
        addresses = family == AddressFamily.IPV6 ? linkLocalFirst(addresses, vrid) : List.copyOf(addresses);
        peers = peers.stream().distinct().toList();
        tracked = List.copyOf(tracked);
        if (addresses.size() > 255) {
            throw new IllegalArgumentException(
                    addresses.size() + " addresses: 255 are possible, with a link-local one over IPv6");
        }
        if (peers.size() > MOST_PEERS) {
            throw new IllegalArgumentException(peers.size() + " peers: " + MOST_PEERS + " are possible");
        }
        if (preemptDelay.isNegative()) {
            throw new IllegalArgumentException("preempt delay " + preemptDelay + " is negative");
        }
        if (!interval.fits(version)) {
            throw new IllegalArgumentException(
                    switch (version) {
                        case V2 -> "version 2 has intervals of whole seconds, 1 s to 255 s";
                        case V3 -> "version 3 has intervals of 10 ms to 40.95 s";
                    });
        }
        if (virtualMac && transport == Transport.UNICAST) {
            throw new IllegalArgumentException(
                    "a virtual MAC address needs multicast: peers answer unicast to the card's own");
        }
        AddressFamily wanted = family;
        if (addresses.stream().anyMatch(address -> address.family() != wanted)) {
            throw new IllegalArgumentException("addresses of both families: a virtual router has one");
        }
        if (peers.stream().anyMatch(peer -> AddressFamily.of(peer) != wanted)) {
            throw new IllegalArgumentException("a peer of another family than the addresses: a virtual router has one");
        }
        if (version == ProtocolVersion.V2 && family == AddressFamily.IPV6) {
            throw new IllegalArgumentException("version 2 is IPv4 only");
        }
        if (version == ProtocolVersion.V3 && !(authentication instanceof Authentication.None)) {
            throw new IllegalArgumentException("version 3 has no authentication");
        }
    }

    private static List<InterfaceAddress> linkLocalFirst(List<InterfaceAddress> addresses, VirtualRouterId vrid) {
        InterfaceAddress first = addresses.stream()
                .filter(address -> address.address().isLinkLocalAddress())
                .findFirst()
                .orElseGet(vrid::linkLocalAddress);
        return Stream.concat(Stream.of(first), addresses.stream().filter(address -> !address.equals(first)))
                .toList();
    }

    /** The addresses without their prefix lengths, as an advertisement lists them. */
    public List<InetAddress> advertisedAddresses() {
        return addresses.stream().map(InterfaceAddress::address).toList();
    }

    /** This virtual router with other tracked interfaces. */
    public VirtualRouterConfig withTracked(List<TrackedInterface> interfaces) {
        return new VirtualRouterConfig(
                name,
                family,
                vrid,
                version,
                interfaceName,
                priority,
                interval,
                preempt,
                preemptDelay,
                addresses,
                transport,
                peers,
                checksum,
                authentication,
                virtualMac,
                interfaces);
    }

    /** Whether {@code other} is the same virtual router with other settings: to become another one, it has to start anew. */
    public boolean isSameRouter(VirtualRouterConfig other) {
        return interfaceName.equals(other.interfaceName)
                && family == other.family
                && vrid.equals(other.vrid)
                && version == other.version
                && transport == other.transport
                && virtualMac == other.virtualMac;
    }

    /**
     * An interface whose carrier counts.
     *
     * @param weight 0: Fault while it is down. Negative: added to the priority while it is down. Positive: while it is up
     */
    public record TrackedInterface(String name, int weight) {}
}
