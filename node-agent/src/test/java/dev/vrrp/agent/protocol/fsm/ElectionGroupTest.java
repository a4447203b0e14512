package dev.vrrp.agent.protocol.fsm;

import static dev.vrrp.agent.protocol.fsm.Given.HIGHER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.LOWER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.MASTER_DOWN_NANOS;
import static dev.vrrp.agent.protocol.fsm.Given.SKEW_NANOS;
import static dev.vrrp.agent.protocol.fsm.Given.at;
import static dev.vrrp.agent.protocol.fsm.Given.heard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.AnnounceAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.InstallAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.RemoveAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendAdvertisement;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendResignation;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two virtual routers on two cards, as one. */
class ElectionGroupTest {
    private static final String FIRST = "vi-1";
    private static final String SECOND = "vi-2";
    private static final String THIRD = "vi-3";
    private static final Environment SECOND_CARD_DOWN = new Environment(null, List.of("interface eth1 is down"), 0);

    @Test
    @DisplayName("a group has members, each of another name")
    void members() {
        VirtualRouter router = Given.initialize(Given.config());
        assertThatThrownBy(() -> ElectionGroup.of("vg1", List.of())).hasMessageContaining("vg1");
        assertThatThrownBy(() -> ElectionGroup.of("vg1", List.of(router, router)))
                .hasMessageContaining("another name");
        assertThat(initialize().members().keySet()).containsExactly(FIRST, SECOND);
        assertThatThrownBy(() -> initialize().step("vi-3", heard(100, HIGHER_ADDRESS), at(0)))
                .hasMessageContaining("vi-3");
    }

    @Test
    @DisplayName("becomes Master when the timers of all members have fired, and waits for the last")
    void masterTogether() {
        ElectionGroup group =
                backup().step(SECOND, heard(200, HIGHER_ADDRESS), at(2000)).next();
        assertThat(group.nextDeadline()).contains(at(2000).plusNanos(MASTER_DOWN_NANOS));
        assertThat(group.deadlineReached(at(5000)).actions()).isEmpty();
        GroupTransition transition = group.deadlineReached(at(5610));
        assertStates(transition.next(), State.MASTER);
        assertThat(transition.actions())
                .filteredOn(ElectionGroupTest::changesState)
                .extracting(MemberAction::member)
                .containsExactly(FIRST, SECOND);
    }

    @Test
    @DisplayName("as long as the Master of one is heard, the silence of the other changes nothing")
    void oneSilent() {
        ElectionGroup group = backup();
        for (int second = 1; second < 20; second++) {
            group = group.step(SECOND, heard(200, HIGHER_ADDRESS), at(second * 1000L))
                    .next();
            group = group.deadlineReached(at(second * 1000L + 999)).next();
        }
        assertStates(group, State.BACKUP);
    }

    @Test
    @DisplayName("a Master that resigns for one member has resigned for all")
    void resignation() {
        ElectionGroup group = backup();
        group = group.step(FIRST, heard(200, HIGHER_ADDRESS), at(1000)).next();
        group = group.step(SECOND, heard(200, HIGHER_ADDRESS), at(1000)).next();
        group = group.step(FIRST, heard(0, HIGHER_ADDRESS), at(1500)).next();
        assertThat(group.nextDeadline()).contains(at(1500).plusNanos(SKEW_NANOS));
        GroupTransition transition = group.deadlineReached(at(2110));
        assertStates(transition.next(), State.MASTER);
        assertThat(transition.actions())
                .filteredOn(ElectionGroupTest::changesState)
                .extracting(MemberAction::action)
                .containsExactly(
                        new StateChanged(State.BACKUP, State.MASTER, TransitionReason.MASTER_RESIGNED, at(1500)),
                        new StateChanged(State.BACKUP, State.MASTER, TransitionReason.MASTER_RESIGNED, at(1000)));
    }

    @Test
    @DisplayName("the Master that resigns had given up the other member before, to a router that goes on")
    void resignationOfTheRest() {
        ElectionGroup group = backup();
        for (int second = 1; second <= 6; second++) {
            for (String member : List.of(FIRST, SECOND)) {
                group = group.step(member, heard(200, HIGHER_ADDRESS), at(second * 1000L))
                        .next();
            }
        }
        group = group.step(FIRST, heard(255, LOWER_ADDRESS), at(6500)).next();
        group = group.step(SECOND, heard(0, HIGHER_ADDRESS), at(6501)).next();
        for (int second = 7; second < 20; second++) {
            group = group.deadlineReached(at(second * 1000L)).next();
            group = group.step(FIRST, heard(255, LOWER_ADDRESS), at(second * 1000L + 500))
                    .next();
            assertStates(group, State.BACKUP);
        }
    }

    @Test
    @DisplayName("a fault of one is a fault of all; both resign, and the healthy one's backup follows in its skew time")
    void fault() {
        GroupTransition transition = master().step(SECOND, new EnvironmentChanged(SECOND_CARD_DOWN), at(500));
        assertStates(transition.next(), State.FAULT);
        for (String member : List.of(FIRST, SECOND)) {
            assertThat(actionsOf(member, transition))
                    .containsExactly(
                            new SendResignation(),
                            new RemoveAddresses(),
                            new StateChanged(State.MASTER, State.FAULT, TransitionReason.INTERFACE_DOWN, null));
        }
        assertThat(transition.next().nextDeadline()).isEmpty();
    }

    @Test
    @DisplayName("Fault ends when the last fault of any member ends")
    void faultsEnd() {
        ElectionGroup group = master();
        group = group.step(SECOND, new EnvironmentChanged(SECOND_CARD_DOWN), at(500))
                .next();
        group = group.step(FIRST, new EnvironmentChanged(Given.FAULTY), at(600)).next();
        group = group.step(SECOND, new EnvironmentChanged(Given.HEALTHY), at(700))
                .next();
        assertStates(group, State.FAULT);
        group = group.step(FIRST, new EnvironmentChanged(Given.HEALTHY), at(800))
                .next();
        assertStates(group, State.BACKUP);
    }

    @Test
    @DisplayName("a fault that is there from the start keeps all from taking part")
    void faultAtStart() {
        ElectionGroup group = ElectionGroup.of(
                "vg1",
                List.of(
                        VirtualRouter.initial(first().build(), Given.HEALTHY),
                        VirtualRouter.initial(second().build(), SECOND_CARD_DOWN)));
        assertStates(group.startup(true, at(0)).next(), State.FAULT);
    }

    @Test
    @DisplayName("gives way together; those that heard nobody resign, so that the winner need not wait")
    void givesWay() {
        GroupTransition transition = master().step(FIRST, heard(200, LOWER_ADDRESS), at(500));
        assertStates(transition.next(), State.BACKUP);
        assertThat(actionsOf(FIRST, transition)).startsWith(new RemoveAddresses(), new SendAdvertisement());
        assertThat(actionsOf(SECOND, transition)).startsWith(new RemoveAddresses(), new SendResignation());
    }

    @Test
    @DisplayName("late: all addresses go, and nothing is sent")
    void late() {
        GroupTransition transition = master().deadlineReached(at(60_000));
        assertStates(transition.next(), State.BACKUP);
        assertThat(transition.actions())
                .extracting(MemberAction::action)
                .doesNotContain(new SendAdvertisement(), new SendResignation())
                .contains(new RemoveAddresses());
        assertThat(transition.next().nextDeadline()).contains(at(60_000).plusNanos(MASTER_DOWN_NANOS));
    }

    @Test
    @DisplayName("woken late for its election it reads on for a moment, and stays Backup if the Master has spoken")
    void oversleeping() {
        GroupTransition late = backup().deadlineReached(at(9000));
        assertThat(late.actions()).isEmpty();
        assertThat(late.next().nextDeadline()).contains(at(9050));
        ElectionGroup group =
                late.next().step(FIRST, heard(200, HIGHER_ADDRESS), at(9001)).next();
        group = group.step(SECOND, heard(200, HIGHER_ADDRESS), at(9001)).next();
        assertThat(group.deadlineReached(at(9050)).actions()).isEmpty();
        assertThat(group.nextDeadline()).contains(at(9001).plusNanos(MASTER_DOWN_NANOS));
    }

    @Test
    @DisplayName("one that is always late puts its election off once only")
    void alwaysLate() {
        ElectionGroup group = backup().deadlineReached(at(9000)).next();
        group = group.deadlineReached(at(9049)).next();
        assertStates(group, State.BACKUP);
        assertStates(group.deadlineReached(at(9500)).next(), State.MASTER);
    }

    @Test
    @DisplayName("stops together; each member answers until its own next Master is heard, and has the addresses")
    void shutdown() {
        GroupTransition stopped = master().shutdown(at(500));
        assertStates(stopped.next(), State.INITIALIZE);
        assertThat(stopped.actions())
                .extracting(MemberAction::action)
                .contains(new SendResignation())
                .doesNotContain(new RemoveAddresses());
        GroupTransition heard = stopped.next().step(FIRST, heard(90, LOWER_ADDRESS), at(600));
        GroupTransition released = heard.next().deadlineReached(at(750));
        assertThat(actionsOf(FIRST, released)).containsExactly(new RemoveAddresses());
        assertThat(actionsOf(SECOND, released)).isEmpty();
        GroupTransition last = released.next().deadlineReached(at(2000));
        assertThat(actionsOf(SECOND, last)).containsExactly(new RemoveAddresses());
        assertThat(last.next().nextDeadline()).isEmpty();
    }

    @Test
    @DisplayName("as Master it wakes for the earliest deadline of any member")
    void earliestDeadline() {
        assertThat(master().nextDeadline()).contains(at(1000));
        ElectionGroup shifted =
                master().step(SECOND, heard(0, LOWER_ADDRESS), at(500)).next();
        assertThat(shifted.nextDeadline()).contains(at(1000));
        assertThat(shifted.deadlineReached(at(1000)).next().nextDeadline()).contains(at(1500));
    }

    @Test
    @DisplayName("one that joins a group that is Master is Master at once, and the others do not notice")
    void joinsMaster() {
        GroupTransition transition = master().reconfigure(wanted(first(), second(), third()), at(500));
        assertStates(transition.next(), State.MASTER);
        assertThat(transition.actions())
                .containsExactly(
                        new MemberAction(THIRD, new SendAdvertisement()),
                        new MemberAction(THIRD, new InstallAddresses()),
                        new MemberAction(THIRD, new AnnounceAddresses()),
                        new MemberAction(
                                THIRD,
                                new StateChanged(
                                        State.INITIALIZE, State.MASTER, TransitionReason.GROUP_IS_MASTER, null)));
    }

    @Test
    @DisplayName("one that joins Backups is Backup, and the group waits for its timer too")
    void joinsBackup() {
        ElectionGroup group = backup().reconfigure(wanted(first(), second(), third()), at(500))
                .next();
        assertStates(group, State.BACKUP);
        assertThat(group.nextDeadline()).contains(at(500).plusNanos(MASTER_DOWN_NANOS));
    }

    @Test
    @DisplayName("one that joins with a fault takes all into Fault, and one that joins a Fault is in Fault")
    void joinsWithFault() {
        List<VirtualRouter> faulty =
                List.of(Given.initialize(first()), VirtualRouter.initial(second().build(), SECOND_CARD_DOWN));
        ElectionGroup alone =
                ElectionGroup.of("vg1", wanted(first())).startup(true, at(0)).next();
        GroupTransition transition = alone.reconfigure(faulty, at(500));
        assertStates(transition.next(), State.FAULT);
        assertThat(actionsOf(FIRST, transition)).startsWith(new SendResignation(), new RemoveAddresses());
        List<VirtualRouter> another = new ArrayList<>(faulty);
        another.add(Given.initialize(third()));
        assertStates(transition.next().reconfigure(another, at(600)).next(), State.FAULT);
    }

    @Test
    @DisplayName(
            "one that leaves gives up its addresses without a word, which peers would take for all; its fault goes too")
    void leaves() {
        GroupTransition transition = master().reconfigure(wanted(first()), at(500));
        assertThat(transition.next().members().keySet()).containsExactly(FIRST);
        assertStates(transition.next(), State.MASTER);
        assertThat(transition.actions())
                .containsExactly(
                        new MemberAction(SECOND, new RemoveAddresses()),
                        new MemberAction(
                                SECOND,
                                new StateChanged(State.MASTER, State.INITIALIZE, TransitionReason.STOPPED, null)));
        ElectionGroup fault = master().step(SECOND, new EnvironmentChanged(SECOND_CARD_DOWN), at(500))
                .next();
        assertStates(fault.reconfigure(wanted(first()), at(600)).next(), State.BACKUP);
    }

    @Test
    @DisplayName("those that stay are told what has changed, and nothing else")
    void reconfigured() {
        GroupTransition transition = master().reconfigure(wanted(first().priority(50), second()), at(500));
        assertThat(transition.actions()).containsExactly(new MemberAction(FIRST, new SendAdvertisement()));
        assertThat(master().reconfigure(wanted(first(), second()), at(500)).actions())
                .isEmpty();
        assertThatThrownBy(() -> master().reconfigure(wanted(third()), at(500))).hasMessageContaining("another group");
        assertThatThrownBy(() -> master().reconfigure(wanted(first().vrid(77)), at(500)))
                .hasMessageContaining(FIRST);
    }

    @Test
    @DisplayName("one that goes to another group takes its fault along, and leaves none behind")
    void regrouped() {
        ElectionGroup fault = master().step(SECOND, new EnvironmentChanged(SECOND_CARD_DOWN), at(500))
                .next();
        VirtualRouter moving = fault.member(SECOND).orElseThrow();
        assertStates(fault.leftBy(SECOND, at(600)).next(), State.BACKUP);
        ElectionGroup other =
                ElectionGroup.of("vg2", wanted(third())).startup(true, at(0)).next();
        GroupTransition joined = other.joinedBy(List.of(moving), at(600));
        assertStates(joined.next(), State.FAULT);
        assertThat(actionsOf(THIRD, joined)).startsWith(new SendResignation(), new RemoveAddresses());
        assertThatThrownBy(() -> other.leftBy(THIRD, at(600))).hasMessageContaining("no member stays");
    }

    @Test
    @DisplayName(
            "of equal priorities the first member by name decides at once, another only when the rival outlasts it")
    void equalPriorities() {
        assertStates(master().step(FIRST, heard(100, HIGHER_ADDRESS), at(500)).next(), State.BACKUP);
        assertStates(master().step(SECOND, heard(101, LOWER_ADDRESS), at(500)).next(), State.BACKUP);
        ElectionGroup group = master();
        for (int second = 0; second < 3; second++) {
            group = alive(group, 500 + second * 1000L);
            group = group.step(SECOND, heard(100, HIGHER_ADDRESS), at(500 + second * 1000L))
                    .next();
            assertStates(group, State.MASTER);
        }
        ElectionGroup patient = alive(group, 3500);
        assertStates(patient.step(SECOND, heard(100, HIGHER_ADDRESS), at(3500)).next(), State.BACKUP);
        ElectionGroup later = group;
        for (int second = 3; second < 60; second++) {
            later = alive(later, 500 + second * 1000L);
        }
        assertStates(later.step(SECOND, heard(100, HIGHER_ADDRESS), at(59_500)).next(), State.MASTER);
    }

    private static ElectionGroup alive(ElectionGroup group, long milliseconds) {
        return group.deadlineReached(at(milliseconds)).next();
    }

    @Test
    @DisplayName("a Master that is late is none to join")
    void joinsLateMaster() {
        GroupTransition transition = master().reconfigure(wanted(first(), second(), third()), at(60_000));
        assertStates(transition.next(), State.BACKUP);
        assertThat(transition.actions())
                .extracting(MemberAction::action)
                .doesNotContain(new SendAdvertisement(), new SendResignation());
    }

    @Test
    @DisplayName("is started when all members are in Initialize, and not while one still resigns")
    void startedOnce() {
        ElectionGroup stopped = master().shutdown(at(500)).next();
        ElectionGroup half =
                stopped.step(FIRST, heard(90, LOWER_ADDRESS), at(600)).next();
        assertThat(half.startup(false, at(700)).actions()).isEmpty();
        assertStates(half.startup(false, at(700)).next(), State.INITIALIZE);
        assertThat(backup().startup(true, at(700)).actions()).isEmpty();
        ElectionGroup ended = half.deadlineReached(at(2000)).next();
        assertStates(ended.startup(false, at(2000)).next(), State.BACKUP);
    }

    private static ConfigBuilder first() {
        return ConfigBuilder.router(FIRST).vrid(51);
    }

    private static ConfigBuilder second() {
        return ConfigBuilder.router(SECOND).vrid(52).on("eth1").addresses("192.168.1.112/24");
    }

    private static ConfigBuilder third() {
        return ConfigBuilder.router(THIRD).vrid(53).on("eth2").addresses("192.168.1.113/24");
    }

    private static List<VirtualRouter> wanted(ConfigBuilder... routers) {
        return Stream.of(routers).map(Given::initialize).toList();
    }

    private static ElectionGroup initialize() {
        return ElectionGroup.of("vg1", List.of(Given.initialize(first()), Given.initialize(second())));
    }

    private static ElectionGroup backup() {
        return initialize().startup(false, at(0)).next();
    }

    private static ElectionGroup master() {
        return initialize().startup(true, at(0)).next();
    }

    private static void assertStates(ElectionGroup group, State state) {
        assertThat(group.members().values())
                .allSatisfy(member -> assertThat(member.role().state()).isEqualTo(state));
    }

    private static List<VirtualRouterAction> actionsOf(String member, GroupTransition transition) {
        return transition.actions().stream()
                .filter(action -> action.member().equals(member))
                .map(MemberAction::action)
                .toList();
    }

    private static boolean changesState(MemberAction action) {
        return action.action() instanceof StateChanged;
    }
}
