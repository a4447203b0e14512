package dev.vrrp.agent.protocol.fsm;

import java.util.List;
import java.util.stream.Stream;

/** The outcome of one step: the virtual router afterwards, and what is to be done, in order. */
public record Transition(VirtualRouter next, List<VirtualRouterAction> actions) {
    public Transition {
        actions = List.copyOf(actions);
    }

    static Transition of(VirtualRouter next) {
        return new Transition(next, List.of());
    }

    static Transition of(VirtualRouter next, VirtualRouterAction... actions) {
        return new Transition(next, List.of(actions));
    }

    /** This transition with those of {@code later}, which started from where this one ended, behind it. */
    Transition then(Transition later) {
        return new Transition(
                later.next,
                Stream.concat(actions.stream(), later.actions.stream()).toList());
    }
}
