package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.NodeState;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * What the agent of a node says about a VirtualIP.
 *
 * @param alive whether that agent was heard lately; what a silent one said last is worth nothing
 */
public record NodeReport(NodeState state, boolean alive) {
    public String node() {
        return state.node();
    }

    /** Since when it is in its state, by the clock of the node. */
    Instant since() {
        return OffsetDateTime.parse(state.since()).toInstant();
    }

    /** Whether a living agent says that it is in {@code expected}. */
    public boolean is(RouterState expected) {
        return alive && state.state() == expected;
    }

    /** The report in a few words, such as "node-2 is in Fault (eth1 is down)". */
    String inWords() {
        if (!alive) {
            return node() + " is not heard any more (was " + state.state() + ")";
        }
        String why = state.message() != null ? state.message() : state.reason();
        boolean wrong = state.state() == RouterState.Fault || state.state() == RouterState.Initialize;
        return node() + " is " + (wrong ? "in " : "") + state.state() + (wrong && why != null ? " (" + why + ")" : "");
    }
}
