package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;

/** What can happen to a virtual router. */
public sealed interface VirtualRouterEvent {
    /**
     * It is to take part (RFC 9568 section 6.4.1).
     *
     * @param holdsAddresses whether all its addresses are still its own in the kernel, with time left on the lease
     */
    record Startup(boolean holdsAddresses) implements VirtualRouterEvent {}

    /** It is to stop. */
    record Shutdown() implements VirtualRouterEvent {}

    /** A valid advertisement for it was heard. */
    record AdvertisementReceived(Advertisement advertisement) implements VirtualRouterEvent {}

    /** Time has passed; whether a deadline has been reached is for the machine to say. */
    record DeadlineReached() implements VirtualRouterEvent {}

    /** The interfaces of the node have changed. */
    record EnvironmentChanged(Environment environment) implements VirtualRouterEvent {}

    /** The same virtual router ({@link VirtualRouterConfig#isSameRouter}) has other settings. */
    record ConfigurationChanged(VirtualRouterConfig config) implements VirtualRouterEvent {}

    /** It is to take part, or goes on, in a group that is Master. */
    record GroupIsMaster() implements VirtualRouterEvent {}

    /** The Master of another member of the group resigned. */
    record GroupMasterResigned() implements VirtualRouterEvent {}

    /** Another member of the group gave way to a better Master. */
    record GroupGaveWay() implements VirtualRouterEvent {}
}
