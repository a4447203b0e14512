package dev.vrrp.agent.protocol.fsm;

import static dev.vrrp.agent.protocol.fsm.Given.HIGHER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.MASTER_DOWN_NANOS;
import static dev.vrrp.agent.protocol.fsm.Given.at;
import static dev.vrrp.agent.protocol.fsm.Given.config;
import static dev.vrrp.agent.protocol.fsm.Given.heard;
import static dev.vrrp.agent.protocol.fsm.Given.initialize;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.AnnounceAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.InstallAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.RemoveAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendAdvertisement;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.ConfigurationChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupGaveWay;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupIsMaster;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupMasterResigned;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Shutdown;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 9568 section 6.4.1, RFC 3768 section 6.4.1. */
class InitializeTest {
    @Test
    @DisplayName("Startup, not the address owner: set Active_Down_Timer to Active_Down_Interval, transition to Backup")
    @Conforms({
        "RFC 9568 6.4.1 (100)",
        "RFC 9568 6.4.1 (150)",
        "RFC 9568 6.4.1 (155)",
        "RFC 9568 6.4.1 (160)",
        "RFC 9568 6.4.1 (165)",
        "RFC 3768 6.4.1 (b)"
    })
    void startup() {
        Transition transition = VirtualRouterMachine.step(initialize(config()), new Startup(false), at(0));
        assertThat(transition.next().role())
                .isEqualTo(new Role.Backup(
                        at(0).plusNanos(MASTER_DOWN_NANOS),
                        AdvertisementInterval.ofSeconds(1),
                        null,
                        TransitionReason.NO_MASTER_HEARD,
                        null,
                        null));
        assertThat(transition.actions())
                .as("what an earlier life may have left in the kernel goes first")
                .containsExactly(
                        new RemoveAddresses(),
                        new StateChanged(State.INITIALIZE, State.BACKUP, TransitionReason.STARTED, null));
    }

    @Test
    @DisplayName("Startup with the addresses still leased: goes on as Master, as the RFC's address owner starts")
    void startupHoldingAddresses() {
        Transition transition = VirtualRouterMachine.step(initialize(config()), new Startup(true), at(0));
        assertThat(transition.next().role().state()).isEqualTo(State.MASTER);
        assertThat(transition.actions())
                .containsExactly(
                        new SendAdvertisement(),
                        new InstallAddresses(),
                        new AnnounceAddresses(),
                        new StateChanged(State.INITIALIZE, State.MASTER, TransitionReason.ADDRESSES_ADOPTED, null));
    }

    @Test
    @DisplayName("Startup with a fault: Fault, whatever it holds")
    void startupWithFault() {
        for (boolean holdsAddresses : List.of(false, true)) {
            VirtualRouter faulty = VirtualRouter.initial(config().build(), Given.FAULTY);
            Transition transition = VirtualRouterMachine.step(faulty, new Startup(holdsAddresses), at(0));
            assertThat(transition.next().role()).isEqualTo(new Role.Fault());
            assertThat(transition.actions())
                    .containsExactly(
                            new RemoveAddresses(),
                            new StateChanged(State.INITIALIZE, State.FAULT, TransitionReason.INTERFACE_DOWN, null));
        }
    }

    @Test
    @DisplayName("joining a group that is Master: Master at once, unless there is a fault")
    void groupIsMaster() {
        Transition transition = VirtualRouterMachine.step(initialize(config()), new GroupIsMaster(), at(0));
        assertThat(transition.next().role().state()).isEqualTo(State.MASTER);
        assertThat(transition.actions())
                .endsWith(new StateChanged(State.INITIALIZE, State.MASTER, TransitionReason.GROUP_IS_MASTER, null));
        VirtualRouter faulty = VirtualRouter.initial(config().build(), Given.FAULTY);
        assertThat(VirtualRouterMachine.step(faulty, new GroupIsMaster(), at(0))
                        .next()
                        .role())
                .isEqualTo(new Role.Fault());
    }

    @Test
    @DisplayName("no timer runs, and nothing but Startup does anything")
    void nothingElse() {
        VirtualRouter router = initialize(config());
        assertThat(router.role().nextDeadline()).isEmpty();
        for (VirtualRouterEvent event : List.of(
                new Shutdown(),
                new DeadlineReached(),
                heard(0, HIGHER_ADDRESS),
                heard(200, HIGHER_ADDRESS),
                new GroupGaveWay(),
                new GroupMasterResigned())) {
            assertThat(VirtualRouterMachine.step(router, event, at(0)))
                    .as("%s", event)
                    .isEqualTo(new Transition(router, List.of()));
        }
    }

    @Test
    @DisplayName("settings and the node are taken note of")
    void changes() {
        Transition faulty =
                VirtualRouterMachine.step(initialize(config()), new EnvironmentChanged(Given.FAULTY), at(0));
        assertThat(faulty.next().environment()).isEqualTo(Given.FAULTY);
        Transition raised = VirtualRouterMachine.step(
                initialize(config()),
                new ConfigurationChanged(config().priority(200).build()),
                at(0));
        assertThat(raised.next().effectivePriority().value()).isEqualTo(200);
        assertThat(faulty.actions()).isEmpty();
        assertThat(raised.actions()).isEmpty();
    }
}
