package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.util.Optional;

/** Whether a valid advertisement fits the virtual router that it is for: RFC 9568 section 7.1, RFC 3768 section 7.1. */
public final class AdvertisementCheck {
    private AdvertisementCheck() {}

    /**
     * Compares what both sides must have set alike. In version 3 a Backup learns the Master's interval, so another one is no
     * reason; nor is another list of addresses, which both RFCs only say MAY be compared: to reject it would make two Masters
     * of a change that reaches one node after the other. With unicast the sender must be a peer; with multicast whoever speaks
     * takes part, since to ignore a router that claims the addresses would make two Masters too.
     *
     * @param config the virtual router of the advertisement's family and VRID on the interface that heard it
     */
    public static Optional<RejectReason> check(VirtualRouterConfig config, DecodeResult.Accepted accepted) {
        Advertisement advertisement = accepted.advertisement();
        if (config.transport() == Transport.UNICAST && !config.peers().contains(advertisement.source())) {
            return Optional.of(RejectReason.UNKNOWN_SOURCE);
        }
        if (advertisement.version() != config.version()) {
            return Optional.of(RejectReason.VERSION);
        }
        return switch (config.version()) {
            case V2 -> version2(config, accepted);
            case V3 -> Optional.empty();
        };
    }

    private static Optional<RejectReason> version2(VirtualRouterConfig config, DecodeResult.Accepted accepted) {
        boolean sameType =
                switch (config.authentication()) {
                    case Authentication.None _ -> accepted.authentication() instanceof Authentication.None;
                    case Authentication.SimplePassword _ ->
                        accepted.authentication() instanceof Authentication.SimplePassword;
                };
        if (!sameType) {
            return Optional.of(RejectReason.AUTHENTICATION_TYPE);
        }
        if (!accepted.authentication().equals(config.authentication())) {
            return Optional.of(RejectReason.PASSWORD);
        }
        return accepted.advertisement().interval().equals(config.interval())
                ? Optional.empty()
                : Optional.of(RejectReason.INTERVAL_MISMATCH);
    }
}
