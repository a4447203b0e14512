package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import org.jspecify.annotations.Nullable;

/** What is to be done, in this order, after a step. */
public sealed interface VirtualRouterAction {
    /** Send an advertisement with the effective priority. */
    record SendAdvertisement() implements VirtualRouterAction {}

    /** Send an advertisement with priority 0. */
    record SendResignation() implements VirtualRouterAction {}

    /** Make the node hold exactly the addresses of the configuration: add those that are missing, remove others of ours. */
    record InstallAddresses() implements VirtualRouterAction {}

    /** Give up all addresses. */
    record RemoveAddresses() implements VirtualRouterAction {}

    /** Tell the neighbours where the addresses are: gratuitous ARP, unsolicited neighbour advertisements. */
    record AnnounceAddresses() implements VirtualRouterAction {}

    /**
     * Report a change of state.
     *
     * @param masterLastHeard on becoming Master: when the one before was last heard; null if none was
     */
    record StateChanged(
            State from,
            State to,
            TransitionReason reason,
            @Nullable MonotonicInstant masterLastHeard) implements VirtualRouterAction {}
}
