package dev.vrrp.agent.protocol.fsm;

import static dev.vrrp.agent.protocol.fsm.Given.HIGHER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.MASTER_DOWN_NANOS;
import static dev.vrrp.agent.protocol.fsm.Given.at;
import static dev.vrrp.agent.protocol.fsm.Given.config;
import static dev.vrrp.agent.protocol.fsm.Given.fault;
import static dev.vrrp.agent.protocol.fsm.Given.heard;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupGaveWay;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupMasterResigned;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Shutdown;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** keepalived's Fault: like Initialize, but it leaves by itself. */
class FaultTest {
    @Test
    @DisplayName("the fault is gone: Backup, with a whole Active_Down_Interval")
    void cleared() {
        Transition transition =
                VirtualRouterMachine.step(fault(config()), new EnvironmentChanged(Given.HEALTHY), at(500));
        assertThat(transition.next().role().nextDeadline()).contains(at(500).plusNanos(MASTER_DOWN_NANOS));
        assertThat(transition.actions())
                .containsExactly(new StateChanged(State.FAULT, State.BACKUP, TransitionReason.FAULT_CLEARED, null));
    }

    @Test
    @DisplayName("another fault in its place: still Fault")
    void another() {
        Environment other = new Environment(null, List.of("interface eth1 is down"), 0);
        Transition transition = VirtualRouterMachine.step(fault(config()), new EnvironmentChanged(other), at(500));
        assertThat(transition.next().role()).isEqualTo(new Role.Fault());
        assertThat(transition.next().environment()).isEqualTo(other);
        assertThat(transition.actions()).isEmpty();
    }

    @Test
    @DisplayName("Shutdown: Initialize")
    void shutdown() {
        Transition transition = VirtualRouterMachine.step(fault(config()), new Shutdown(), at(500));
        assertThat(transition.next().role()).isEqualTo(new Role.Initialize());
        assertThat(transition.actions())
                .containsExactly(new StateChanged(State.FAULT, State.INITIALIZE, TransitionReason.STOPPED, null));
    }

    @Test
    @DisplayName("no timer runs, and no advertisement counts")
    void nothingElse() {
        VirtualRouter router = fault(config());
        assertThat(router.role().nextDeadline()).isEmpty();
        for (VirtualRouterEvent event : List.of(
                new Startup(true),
                new DeadlineReached(),
                heard(0, HIGHER_ADDRESS),
                heard(1, HIGHER_ADDRESS),
                new GroupGaveWay(),
                new GroupMasterResigned())) {
            assertThat(VirtualRouterMachine.step(router, event, at(500)))
                    .as("%s", event)
                    .isEqualTo(new Transition(router, List.of()));
        }
    }
}
