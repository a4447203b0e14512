package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.AnnounceAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.InstallAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.RemoveAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendAdvertisement;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendResignation;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.runtime.Segments.Segment;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the actions of the core, in their order; a failure is logged and never stops the ones behind it. */
final class ActionExecutor {
    private static final Logger log = LoggerFactory.getLogger(ActionExecutor.class);

    private final SegmentTable segments;
    private final AddressCare addresses;
    private final ConflictWatch conflicts;
    private final Map<String, Link> links;
    private final RouterHistory history;
    private final ReportListener listener;
    private final Ticker ticker;
    private int identification;

    ActionExecutor(
            SegmentTable segments,
            AddressCare addresses,
            ConflictWatch conflicts,
            Map<String, Link> links,
            RouterHistory history,
            ReportListener listener,
            Ticker ticker) {
        this.segments = segments;
        this.addresses = addresses;
        this.conflicts = conflicts;
        this.links = links;
        this.history = history;
        this.listener = listener;
        this.ticker = ticker;
    }

    /** Carries out {@code action} of {@code router}, which is as the step left it. */
    void execute(VirtualRouter router, VirtualRouterAction action) {
        VirtualRouterConfig config = router.config();
        try {
            switch (action) {
                case SendAdvertisement _ -> {
                    advertise(router, router.effectivePriority());
                    Link card = links.get(config.interfaceName());
                    if (router.role() instanceof Role.Master && card != null) {
                        addresses.advertised(config, card, ticker.now());
                    }
                }
                case SendResignation _ -> {
                    addresses.leaveToTheNext(config);
                    advertise(router, new Resignation());
                }
                case InstallAddresses _ -> {
                    Link link = links.get(config.interfaceName());
                    if (link == null) {
                        throw new IOException("interface " + config.interfaceName() + " does not exist");
                    }
                    addresses.install(config, link, ticker.now());
                }
                case RemoveAddresses _ -> addresses.remove(config);
                case AnnounceAddresses _ -> addresses.announce(config, ticker.now());
                case StateChanged changed -> {
                    history.record(router, changed, ticker.now());
                    conflicts.stateChanged(router, changed.reason(), ticker.now());
                }
            }
        } catch (IOException e) {
            log.warn("{}: {} failed: {}", config.name(), action.getClass().getSimpleName(), e.getMessage());
        }
    }

    private void advertise(VirtualRouter router, AdvertisedPriority priority) throws IOException {
        VirtualRouterConfig config = router.config();
        InetAddress source = router.environment().source();
        Link link = links.get(config.interfaceName());
        Optional<Segment> segment = segments.segment(config.interfaceName());
        if (source == null || link == null || segment.isEmpty()) {
            return;
        }
        identification = (identification + 1) & 0xffff;
        switch (config.transport()) {
            case MULTICAST -> {
                Envelope envelope =
                        Envelope.multicast(config.family(), AddressCarriers.mac(config, link), identification);
                segment.get().send(AdvertisementEncoder.encode(config, priority, source, envelope));
            }
            case UNICAST -> advertiseToPeers(config, priority, source, segment.get());
        }
        listener.advertisementSent(config.name());
    }

    /** A peer that can't be reached keeps none of the others waiting. */
    private void advertiseToPeers(
            VirtualRouterConfig config, AdvertisedPriority priority, InetAddress source, Segment segment)
            throws IOException {
        IOException failure = null;
        for (InetAddress peer : config.peers()) {
            try {
                segment.sendPacket(AdvertisementEncoder.packet(config, priority, source, peer, identification), peer);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
