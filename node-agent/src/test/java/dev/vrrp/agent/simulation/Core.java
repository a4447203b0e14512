package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.GroupTransition;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.util.List;
import java.util.Optional;

/** The core as the simulator drives it, so that a mutant can stand in its place. */
interface Core {
    /** What can happen to a group. */
    sealed interface Input {
        record Startup(boolean holdsAddresses) implements Input {}

        record Shutdown() implements Input {}

        record Woken() implements Input {}

        record Happened(String member, VirtualRouterEvent event) implements Input {}

        record Reconfigured(List<VirtualRouter> wanted) implements Input {}
    }

    /** The product's own. */
    Core REAL = (group, input, now) -> switch (input) {
        case Input.Startup startup -> group.startup(startup.holdsAddresses(), now);
        case Input.Shutdown _ -> group.shutdown(now);
        case Input.Woken _ -> group.deadlineReached(now);
        case Input.Happened happened -> group.step(happened.member(), happened.event(), now);
        case Input.Reconfigured reconfigured -> group.reconfigure(reconfigured.wanted(), now);
    };

    GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now);

    default Optional<MonotonicInstant> nextDeadline(ElectionGroup group) {
        return group.nextDeadline();
    }
}
