package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.Environment;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the state of the node's interfaces means for a virtual router. */
final class NodeEnvironment {
    private NodeEnvironment() {}

    /**
     * @param flapping why an interface that is up does not count as up, a clause, by its name
     * @param unheld why the kernel does not have its addresses, a clause; null: it does, or was not asked
     */
    static Environment of(
            VirtualRouterConfig config,
            Map<String, Link> links,
            Function<String, Optional<String>> flapping,
            @Nullable String unheld,
            SegmentTable segments) {
        List<String> faults = new ArrayList<>();
        if (unheld != null) {
            faults.add(unheld);
        }
        int weight = 0;
        InetAddress source = null;
        Link own = links.get(config.interfaceName());
        if (own == null) {
            faults.add("interface " + config.interfaceName() + " does not exist");
        } else if (!own.up()) {
            faults.add("interface " + config.interfaceName() + " is down");
        } else {
            flapping.apply(config.interfaceName())
                    .ifPresent(remark -> faults.add("interface " + config.interfaceName() + " " + remark));
        }
        if (own != null) {
            source = source(config, own).orElse(null);
            int most = AdvertisementEncoder.mostAddresses(config.version(), config.family(), own.mtu());
            if (own.mtu() > 0 && config.addresses().size() > most) {
                faults.add(config.addresses().size() + " addresses do not fit one packet: the MTU of "
                        + config.interfaceName() + ", " + own.mtu() + " bytes, has room for " + most);
            }
            if (own.controller() != null) {
                faults.add("interface " + own.name() + " is a port of " + own.controller()
                        + ", which takes its packets: name " + own.controller() + " in its place");
            }
            segments.refusal(config.interfaceName())
                    .ifPresent(reason -> faults.add("interface " + config.interfaceName() + ": " + reason));
        }
        if (segments.isOpening(config.interfaceName())) {
            faults.add("interface " + config.interfaceName() + " is being opened");
        }
        if (source == null && faults.isEmpty()) {
            faults.add("interface " + config.interfaceName() + " has no "
                    + switch (config.family()) {
                        case IPV4 -> "IPv4 address";
                        case IPV6 -> speaksLinkLocal(config) ? "link-local IPv6 address" : "global IPv6 address";
                    }
                    + " of its own");
        }
        for (TrackedInterface tracked : config.tracked()) {
            Link link = links.get(tracked.name());
            Optional<String> remark = flapping.apply(tracked.name());
            boolean up = link != null && link.up() && remark.isEmpty();
            if (tracked.weight() == 0 && !up) {
                faults.add("tracked interface " + tracked.name() + " "
                        + (link == null ? "does not exist" : remark.orElse("is down")));
            } else if (tracked.weight() < 0 != up) {
                weight += tracked.weight();
            }
        }
        return new Environment(source, faults, weight);
    }

    /** The address that a virtual router speaks from: the first of the interface, of IPv6 the first link-local one. */
    private static Optional<InetAddress> source(VirtualRouterConfig config, Link link) {
        return switch (config.family()) {
            case IPV4 -> link.ipv4Address();
            case IPV6 -> link.ipv6Address(speaksLinkLocal(config));
        };
    }

    /**
     * RFC 9568 section 5.1.2.1. A peer that is named by another address does not know our link-local one, and two routers that
     * compare addresses must mean the same: then all speak from a global one.
     */
    private static boolean speaksLinkLocal(VirtualRouterConfig config) {
        return config.transport() == Transport.MULTICAST
                || config.peers().stream().allMatch(InetAddress::isLinkLocalAddress);
    }
}
