package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.RejectReason;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a foreign router.
 *
 * @param decoded the frame as it was read, null where it was rejected before that
 * @param config the virtual router of ours that it speaks for, null where we run none
 */
record Sighting(
        Speaker speaker,
        DecodeResult.@Nullable Accepted decoded,
        @Nullable VirtualRouterConfig config) {
    /** How many addresses of each side a message lists. */
    private static final int LISTED_ADDRESSES = 5;

    /** Who speaks, and what sets it apart: what is counted and reported as one. */
    record Speaker(String interfaceName, AddressFamily family, int vrid, InetAddress source, RejectReason reason) {
        /** Whether it disturbs a virtual router of ours. */
        boolean conflicts() {
            return reason != RejectReason.UNKNOWN_VRID;
        }

        /** Whether its advertisements are taken, and only remarked: then it gives way, or we do. */
        boolean isUnderstood() {
            return reason == RejectReason.UNKNOWN_SOURCE || reason == RejectReason.ADDRESS_LIST;
        }
    }

    @Nullable
    Integer priority() {
        return decoded == null ? null : decoded.advertisement().priority().wireValue();
    }

    boolean isResignation() {
        return decoded != null && decoded.advertisement().priority() instanceof Resignation;
    }

    /** The interval that it says it speaks at, else ours. */
    AdvertisementInterval interval() {
        if (decoded != null) {
            return decoded.advertisement().interval();
        }
        return config == null ? AdvertisementInterval.ofSeconds(1) : config.interval();
    }

    /** What is wrong with it, a clause that names both values; never a password. */
    String inWords() {
        if (config == null) {
            return "this node does not run VRID " + speaker.vrid();
        }
        if (decoded == null) {
            return switch (speaker.reason()) {
                case VERSION ->
                    "its version is neither 2 nor 3, or is 2 over IPv6; this node expects "
                            + config.version().number();
                case AUTHENTICATION_TYPE -> "it uses an authentication that is neither none nor SimplePassword";
                case CHECKSUM -> "its checksum is wrong, with and without pseudo-header";
                default -> "its advertisement is malformed: " + speaker.reason().label();
            };
        }
        Advertisement advertisement = decoded.advertisement();
        return switch (speaker.reason()) {
            case VERSION ->
                "it speaks version " + advertisement.version().number() + ", this node version "
                        + config.version().number();
            case AUTHENTICATION_TYPE ->
                "it authenticates with " + inWords(decoded.authentication()) + ", this node with "
                        + inWords(config.authentication());
            case PASSWORD -> "its password is not the one that this node has";
            case INTERVAL_MISMATCH ->
                "it advertises every " + inWords(advertisement.interval()) + ", this node every "
                        + inWords(config.interval());
            case ADDRESS_LIST ->
                "it lists " + inWords(advertisement.addresses()) + ", this node "
                        + inWords(config.advertisedAddresses());
            case UNKNOWN_SOURCE -> "it is neither a node of the cluster nor one of the peers";
            default -> "its advertisement is rejected: " + speaker.reason().label();
        };
    }

    private static String inWords(Authentication authentication) {
        return switch (authentication) {
            case Authentication.None _ -> "none";
            case Authentication.SimplePassword _ -> "SimplePassword";
        };
    }

    private static String inWords(AdvertisementInterval interval) {
        return interval.nanos() % 1_000_000_000L == 0
                ? interval.seconds() + " s"
                : interval.centiseconds() * 10L + " ms";
    }

    private static String inWords(List<InetAddress> addresses) {
        String listed = addresses.stream()
                .limit(LISTED_ADDRESSES)
                .map(InterfaceAddress::text)
                .collect(Collectors.joining(", "));
        int more = addresses.size() - LISTED_ADDRESSES;
        return more > 0 ? listed + " and " + more + " more" : listed;
    }

    /** Whether an advertisement lists the addresses of {@code config}, in whatever order. */
    static boolean listsAddressesOf(VirtualRouterConfig config, Advertisement advertisement) {
        List<InterfaceAddress> expected = config.addresses();
        List<InetAddress> listed = advertisement.addresses();
        if (expected.size() != listed.size()) {
            return false;
        }
        for (int i = 0; i < listed.size(); i++) {
            if (!expected.get(i).address().equals(listed.get(i))) {
                return config.advertisedAddresses().containsAll(listed)
                        && listed.containsAll(config.advertisedAddresses());
            }
        }
        return true;
    }

    /** Who, for the log. */
    @Override
    public String toString() {
        Integer priority = priority();
        return InterfaceAddress.text(speaker.source()) + " with vrid " + speaker.vrid()
                + (priority == null ? "" : " and priority " + priority);
    }
}
