package dev.vrrp.agent.protocol.fsm;

import static dev.vrrp.agent.protocol.fsm.Given.HIGHER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.LOWER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.at;
import static dev.vrrp.agent.protocol.fsm.Given.config;
import static dev.vrrp.agent.protocol.fsm.Given.deadline;
import static dev.vrrp.agent.protocol.fsm.Given.heard;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.RemoveAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupGaveWay;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupMasterResigned;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Shutdown;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.State;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Make before break: after the resignation of RFC 9568 section 6.4.3 the addresses answer until the next Master speaks. */
class ResigningTest {
    private static final List<VirtualRouterAction> RELEASED = List.of(new RemoveAddresses());

    @Test
    @DisplayName("gives up the addresses soon after the next Master is heard, whatever its priority")
    void nextMaster() {
        for (int priority : List.of(1, 100, 255)) {
            Transition heard = step(resigning(), heard(priority, LOWER_ADDRESS), 200);
            assertThat(heard.actions()).as("it may not have the addresses yet").isEmpty();
            Transition again = step(heard.next(), heard(priority, LOWER_ADDRESS), 349);
            assertThat(again).isEqualTo(new Transition(heard.next(), List.of()));
            assertThat(deadline(again.next(), 349).actions()).isEmpty();
            assertThat(deadline(again.next(), 350).actions()).isEqualTo(RELEASED);
            assertThat(deadline(again.next(), 350).next().role()).isEqualTo(new Role.Initialize());
        }
    }

    @Test
    @DisplayName("another resignation is no next Master")
    void otherResignation() {
        VirtualRouter router = resigning();
        assertThat(step(router, heard(0, HIGHER_ADDRESS), 200)).isEqualTo(new Transition(router, List.of()));
    }

    @Test
    @DisplayName("gives them up at the latest after the longest skew time and a margin: there may be no other")
    void alone() {
        VirtualRouter router = resigning();
        assertThat(router.role().nextDeadline()).contains(at(100).plusNanos(1_096_093_750L));
        assertThat(deadline(router, 1196)).isEqualTo(new Transition(router, List.of()));
        assertThat(deadline(router, 1197).actions()).isEqualTo(RELEASED);
    }

    @Test
    @DisplayName("gives them up on a fault")
    void fault() {
        assertThat(step(resigning(), new EnvironmentChanged(Given.FAULTY), 200).actions())
                .isEqualTo(RELEASED);
    }

    @Test
    @DisplayName("what becomes of the node meanwhile is remembered for the next start")
    void remembersTheNode() {
        Environment lighter = new Environment(Given.OUR_ADDRESS, List.of(), -20);
        assertThat(step(resigning(), new EnvironmentChanged(lighter), 200)
                        .next()
                        .environment())
                .isEqualTo(lighter);
        assertThat(step(resigning(), new EnvironmentChanged(Given.FAULTY), 200)
                        .next()
                        .environment())
                .isEqualTo(Given.FAULTY);
    }

    @Test
    @DisplayName("is Initialize to the world, and nothing else moves it")
    void nothingElse() {
        VirtualRouter router = resigning();
        assertThat(router.role().state()).isEqualTo(State.INITIALIZE);
        for (VirtualRouterEvent event :
                List.of(new Startup(true), new Shutdown(), new GroupGaveWay(), new GroupMasterResigned())) {
            assertThat(step(router, event, 200)).isEqualTo(new Transition(router, List.of()));
        }
    }

    private static VirtualRouter resigning() {
        return step(Given.master(config()), new Shutdown(), 100).next();
    }

    private static Transition step(VirtualRouter router, VirtualRouterEvent event, long milliseconds) {
        return VirtualRouterMachine.step(router, event, at(milliseconds));
    }
}
