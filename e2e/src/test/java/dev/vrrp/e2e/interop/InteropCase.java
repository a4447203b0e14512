package dev.vrrp.e2e.interop;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.peer.Frr;
import dev.vrrp.e2e.peer.Keepalived;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way of speaking VRRP, with one peer.
 *
 * @param peer the other program
 * @param version 2 or 3
 * @param family of the addresses
 * @param password of version 2; null: none
 * @param unicast whether the two know each other's addresses
 * @param virtualMac whether both use the MAC address of the virtual router
 * @param addresses how many
 * @param interval between two advertisements
 */
record InteropCase(
        Peer peer,
        int version,
        Family family,
        @Nullable String password,
        boolean unicast,
        boolean virtualMac,
        int addresses,
        Duration interval) {
    private static final String NAME = "ingress";
    private static final int VIRTUAL_ROUTER_ID = 51;

    enum Peer {
        KEEPALIVED,
        FRR
    }

    enum Family {
        IPV4,
        IPV6
    }

    /** Version 3, multicast, one address, 200 ms: three of them are longer than a busy machine lets a program wait. */
    static InteropCase of(Peer peer, Family family) {
        return new InteropCase(peer, 3, family, null, false, false, 1, Duration.ofMillis(200));
    }

    InteropCase every(Duration otherInterval) {
        return new InteropCase(peer, version, family, password, unicast, virtualMac, addresses, otherInterval);
    }

    InteropCase withAddresses(int number) {
        return new InteropCase(peer, version, family, password, unicast, virtualMac, number, interval);
    }

    InteropCase byUnicast() {
        return new InteropCase(peer, version, family, password, true, virtualMac, addresses, interval);
    }

    InteropCase withVirtualMac() {
        return new InteropCase(peer, version, family, password, unicast, true, addresses, interval);
    }

    /** Version 2, whose shortest interval is 1 s. */
    InteropCase version2(@Nullable String ofPassword) {
        return new InteropCase(peer, 2, family, ofPassword, unicast, virtualMac, addresses, Duration.ofSeconds(1));
    }

    VrrpRouter peerOn(Node node, Path directory) {
        return switch (peer) {
            case KEEPALIVED -> new Keepalived(node, directory);
            case FRR -> new Frr(node, directory);
        };
    }

    /** The virtual router as a node runs it beside {@code other}. */
    RouterPlan plan(VrrpRouter other, int priority, boolean preempt) {
        return new RouterPlan(
                NAME,
                Card.FIRST.device(),
                VIRTUAL_ROUTER_ID,
                version,
                interval,
                priority,
                preempt,
                password,
                addressList(),
                List.of(source(other)),
                unicast,
                virtualMac,
                List.of(),
                null);
    }

    private List<String> addressList() {
        Stream<String> numbered = IntStream.range(120, 120 + addresses).mapToObj(number -> switch (family) {
            case IPV4 -> "192.168.1." + number + "/24";
            case IPV6 -> "2001:db8:1::" + number + "/64";
        });
        // RFC 9568 section 5.2.9: a link-local address comes first; the agent has this one by itself where none is
        // listed
        return family == Family.IPV6
                ? Stream.concat(Stream.of("fe80::200:5eff:fe00:2%02x/64".formatted(VIRTUAL_ROUTER_ID)), numbered)
                        .toList()
                : numbered.toList();
    }

    /** The address that {@code router} speaks from. */
    private String source(VrrpRouter router) {
        return switch (family) {
            case IPV4 -> router.node().address(Card.FIRST);
            case IPV6 -> router instanceof Frr ? Frr.IPV6_SOURCE : router.node().linkLocalAddress(Card.FIRST);
        };
    }

    @Override
    public String toString() {
        return "%s, version %d, %s%s%s%s, %d address%s, %d ms"
                .formatted(
                        peer == Peer.FRR ? "FRR" : "keepalived",
                        version,
                        family == Family.IPV4 ? "IPv4" : "IPv6",
                        password == null ? "" : " with a password",
                        unicast ? " by unicast" : "",
                        virtualMac ? " with the virtual MAC" : "",
                        addresses,
                        addresses == 1 ? "" : "es",
                        interval.toMillis());
    }
}
