package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.DecodeResult.Rejected;
import dev.vrrp.agent.protocol.wire.RejectReason;
import dev.vrrp.agent.runtime.Sighting.Speaker;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every frame that is no plain advertisement of a router we know: counts it, and notes who sent it. What comes from an
 * interface of this node (two cards on one LAN hear each other) or from another node of the cluster is not foreign.
 */
final class ForeignWatch {
    private static final Logger log = LoggerFactory.getLogger(ForeignWatch.class);

    private record Peer(VirtualRouterId vrid, InetAddress address) {}

    private final FrameCounters counters = new FrameCounters();
    private final ForeignRouterTable table;
    private Set<InetAddress> ownAddresses = Set.of();
    private Set<Long> ownMacs = Set.of();
    private Set<InetAddress> nodeAddresses = Set.of();
    /** Of the virtual routers of this node: on a LAN with two of our cards, one hears the peers of the other. */
    private Set<Peer> peers = Set.of();

    /** Addresses of this node and of the others: the one question that is asked for each advertisement. */
    private Set<InetAddress> known = Set.of();

    ForeignWatch(RouterHistory history, Consumer<List<ForeignRouter>> listener, MonotonicInstant now) {
        this.table = new ForeignRouterTable(history, listener, now);
    }

    void linksChanged(Collection<Link> links) {
        ownMacs = links.stream().map(Link::mac).filter(mac -> mac != 0).collect(Collectors.toUnmodifiableSet());
        ownAddresses = links.stream()
                .flatMap(link -> link.addresses().stream())
                .map(address -> address.address())
                .collect(Collectors.toUnmodifiableSet());
        join();
    }

    void configured(AgentConfiguration configuration) {
        List<VirtualRouterConfig> routers = configuration.groups().stream()
                .flatMap(group -> group.routers().stream())
                .toList();
        nodeAddresses = configuration.nodeAddresses();
        peers = routers.stream()
                .flatMap(router -> router.peers().stream().map(peer -> new Peer(router.vrid(), peer)))
                .collect(Collectors.toUnmodifiableSet());
        counters.retain(
                routers.stream().map(VirtualRouterConfig::interfaceName).collect(Collectors.toUnmodifiableSet()));
        join();
    }

    private void join() {
        Set<InetAddress> both = new HashSet<>(ownAddresses);
        both.addAll(nodeAddresses);
        known = both;
    }

    /** A frame that is no advertisement; {@code router} is the one of ours that its VRID names, if it names one. */
    void malformed(String interfaceName, Rejected rejected, Optional<VirtualRouter> router, MonotonicInstant now) {
        Optional<InetAddress> source = rejected.source();
        if (source.filter(ownAddresses::contains).isPresent()) {
            return;
        }
        // a wrong TTL may come from beyond the link: nothing that it says shows a conflict here
        boolean noted = source.isPresent()
                && router.isPresent()
                && !known.contains(source.get())
                && rejected.reason() != RejectReason.TTL;
        count(interfaceName, rejected.reason(), source, noted);
        if (noted) {
            VirtualRouterConfig config = router.get().config();
            Speaker speaker =
                    new Speaker(interfaceName, config.family(), config.vrid().value(), source.get(), rejected.reason());
            table.heard(new Sighting(speaker, null, config), isMaster(router.get()), now);
        }
    }

    /** An advertisement for a virtual router that this interface does not run. */
    void unknown(String interfaceName, Accepted accepted, MonotonicInstant now) {
        InetAddress source = accepted.advertisement().source();
        boolean peer = peers.contains(new Peer(accepted.advertisement().vrid(), source));
        if (known.contains(source) || peer || isOwn(accepted)) {
            return;
        }
        counters.increment(interfaceName, RejectReason.UNKNOWN_VRID);
        Speaker speaker = new Speaker(
                interfaceName,
                AddressFamily.of(source),
                accepted.advertisement().vrid().value(),
                source,
                RejectReason.UNKNOWN_VRID);
        table.heard(new Sighting(speaker, accepted, null), false, now);
    }

    /** An advertisement that {@code router} does not take, because the two are not set alike. */
    void rejected(VirtualRouter router, Accepted accepted, RejectReason reason, MonotonicInstant now) {
        InetAddress source = accepted.advertisement().source();
        if (isOwn(accepted)) {
            return;
        }
        boolean noted = !known.contains(source);
        count(router.config().interfaceName(), reason, Optional.of(source), noted);
        if (noted) {
            note(router, accepted, reason, now);
        }
    }

    /** Whether an address is one of this node, or of another one of the cluster. */
    boolean isKnown(InetAddress source) {
        return known.contains(source);
    }

    /** An advertisement that {@code router} has taken, of a source that is not known. */
    void taken(VirtualRouter router, Accepted accepted, MonotonicInstant now) {
        VirtualRouterConfig config = router.config();
        InetAddress source = accepted.advertisement().source();
        if (!Sighting.listsAddressesOf(config, accepted.advertisement())) {
            counters.increment(config.interfaceName(), RejectReason.ADDRESS_LIST);
            note(router, accepted, RejectReason.ADDRESS_LIST, now);
        } else if (!config.peers().contains(source) && !isOwn(accepted)) {
            counters.increment(config.interfaceName(), RejectReason.UNKNOWN_SOURCE);
            note(router, accepted, RejectReason.UNKNOWN_SOURCE, now);
        }
    }

    Optional<MonotonicInstant> nextDeadline() {
        return table.nextDeadline();
    }

    void deadlineReached(MonotonicInstant now) {
        table.deadlineReached(now);
    }

    /** How many frames were not taken, or only with a remark, by interface and reason; for any thread. */
    Map<String, Map<RejectReason, Long>> counts() {
        return counters.snapshot();
    }

    private void note(VirtualRouter router, Accepted accepted, RejectReason reason, MonotonicInstant now) {
        VirtualRouterConfig config = router.config();
        Speaker speaker = new Speaker(
                config.interfaceName(),
                config.family(),
                config.vrid().value(),
                accepted.advertisement().source(),
                reason);
        table.heard(new Sighting(speaker, accepted, config), isMaster(router), now);
    }

    /** Counts; where nothing else will tell of the sender, logs it at the first, second, fourth, eighth … time. */
    private void count(String interfaceName, RejectReason reason, Optional<InetAddress> source, boolean told) {
        long count = counters.increment(interfaceName, reason);
        if (!told && Long.bitCount(count) == 1) {
            log.warn(
                    "{}: an advertisement from {} was rejected: {} ({} so far)",
                    interfaceName,
                    source.map(InterfaceAddress::text).orElse("an unreadable source"),
                    reason.label(),
                    count);
        }
    }

    private boolean isOwn(Accepted accepted) {
        return ownAddresses.contains(accepted.advertisement().source())
                || ownMacs.contains(accepted.envelope().senderMac());
    }

    private static boolean isMaster(VirtualRouter router) {
        return router.role() instanceof Role.Master;
    }
}
