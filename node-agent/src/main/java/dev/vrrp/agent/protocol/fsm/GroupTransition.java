package dev.vrrp.agent.protocol.fsm;

import java.util.List;

/** The outcome of one step of a group: the group afterwards, and what is to be done for which member, in order. */
public record GroupTransition(ElectionGroup next, List<MemberAction> actions) {
    public GroupTransition {
        actions = List.copyOf(actions);
    }

    /**
     * An action for one member.
     *
     * @param member name of the virtual router
     */
    public record MemberAction(String member, VirtualRouterAction action) {}
}
