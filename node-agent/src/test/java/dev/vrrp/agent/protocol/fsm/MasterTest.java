package dev.vrrp.agent.protocol.fsm;

import static dev.vrrp.agent.protocol.fsm.Given.HIGHER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.LOWER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.MASTER_DOWN_NANOS;
import static dev.vrrp.agent.protocol.fsm.Given.OUR_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.at;
import static dev.vrrp.agent.protocol.fsm.Given.config;
import static dev.vrrp.agent.protocol.fsm.Given.deadline;
import static dev.vrrp.agent.protocol.fsm.Given.heard;
import static dev.vrrp.agent.protocol.fsm.Given.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.fsm.Role.Backup;
import dev.vrrp.agent.protocol.fsm.Role.Incumbent;
import dev.vrrp.agent.protocol.fsm.Role.Master;
import dev.vrrp.agent.protocol.fsm.Role.Resigning;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.AnnounceAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.InstallAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.RemoveAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendAdvertisement;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendResignation;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.ConfigurationChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupGaveWay;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupMasterResigned;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Shutdown;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 9568 section 6.4.3, RFC 3768 section 6.4.3. */
class MasterTest {
    @Test
    @DisplayName(
            "Shutdown: cancel Adver_Timer, send an ADVERTISEMENT with Priority 0, transition to Initialize; the addresses"
                    + " stay until the next Master is heard")
    @Conforms({
        "RFC 9568 6.4.3 (655)",
        "RFC 9568 6.4.3 (660)",
        "RFC 9568 6.4.3 (665)",
        "RFC 9568 6.4.3 (670)",
        "RFC 3768 6.4.3 (e)"
    })
    void shutdown() {
        Transition transition = step(master(config()), new Shutdown(), 100);
        assertThat(transition.actions())
                .containsExactly(
                        new SendResignation(),
                        new StateChanged(State.MASTER, State.INITIALIZE, TransitionReason.STOPPED, null));
        assertThat(transition.next().role())
                .as("255/256 s, the longest Skew_Time, and 100 ms")
                .isEqualTo(new Resigning(at(100).plusNanos(1_096_093_750L)));
    }

    @Test
    @DisplayName("Adver_Timer fires: send an ADVERTISEMENT, reset Adver_Timer to Advertisement_Interval")
    @Conforms({"RFC 9568 6.4.3 (680)", "RFC 9568 6.4.3 (685)", "RFC 9568 6.4.3 (690)", "RFC 3768 6.4.3 (f)"})
    void adverTimerFires() {
        Transition transition = deadline(master(config()), 1000);
        assertThat(transition.actions()).containsExactly(new SendAdvertisement());
        assertThat(role(transition).advertisementDeadline()).isEqualTo(at(2000));
    }

    @Test
    @DisplayName("an advertisement that is a little late does not delay the next one")
    void rhythm() {
        Transition transition = deadline(master(config()), 1030);
        assertThat(role(transition).advertisementDeadline()).isEqualTo(at(2000));
        assertThat(role(deadline(master(config()), 2900)).advertisementDeadline())
                .as("one that is late by more than an interval starts a new rhythm: no burst")
                .isEqualTo(at(3900));
    }

    @Test
    @DisplayName("a wake-up before any deadline changes nothing")
    void staleWakeUp() {
        VirtualRouter router = master(config());
        assertThat(deadline(router, 999)).isEqualTo(new Transition(router, List.of()));
    }

    @Test
    @DisplayName(
            "Priority 0: send an ADVERTISEMENT, reset Adver_Timer; two Masters may have met, so announce again soon")
    @Conforms({
        "RFC 9568 6.4.3 (700)",
        "RFC 9568 6.4.3 (705)",
        "RFC 9568 6.4.3 (710)",
        "RFC 9568 6.4.3 (715)",
        "RFC 3768 6.4.3 (g)"
    })
    void resignation() {
        Transition transition = step(master(config()), heard(0, HIGHER_ADDRESS), 500);
        assertThat(transition.actions()).containsExactly(new SendAdvertisement());
        assertThat(role(transition).advertisementDeadline()).isEqualTo(at(1500));
        assertThat(role(transition).announcementDeadline())
                .as("at most one announcement a second")
                .isEqualTo(at(1000));
    }

    @Test
    @DisplayName("Priority higher: cancel Adver_Timer, learn the interval, set Active_Down_Timer, transition to Backup")
    @Conforms({
        "RFC 9568 6.4.3 (700)",
        "RFC 9568 6.4.3 (725)",
        "RFC 9568 6.4.3 (740)",
        "RFC 9568 6.4.3 (745)",
        "RFC 9568 6.4.3 (750)",
        "RFC 9568 6.4.3 (755)",
        "RFC 9568 6.4.3 (760)",
        "RFC 9568 6.4.3 (765)",
        "RFC 3768 6.4.3 (h)"
    })
    void higherPriority() {
        Transition transition = step(master(config()), heard(101, LOWER_ADDRESS, Duration.ofMillis(100)), 500);
        assertThat(transition.next().role())
                .isEqualTo(new Backup(
                        at(500).plusNanos(MASTER_DOWN_NANOS / 10),
                        AdvertisementInterval.ofCentiseconds(10),
                        at(500),
                        TransitionReason.MASTER_SILENT,
                        null,
                        new Incumbent(LOWER_ADDRESS, at(500), false)));
        assertThat(transition.actions())
                .as("the addresses go first; the last word tells the winner that there were two")
                .containsExactly(
                        new RemoveAddresses(),
                        new SendAdvertisement(),
                        new StateChanged(State.MASTER, State.BACKUP, TransitionReason.HIGHER_PRIORITY_MASTER, null));
    }

    @Test
    @DisplayName("Priority equal and the sender's address greater, as unsigned numbers: transition to Backup")
    @Conforms({"RFC 9568 6.4.3 (735)", "RFC 9568 6.4.3 (770)", "RFC 3768 6.4.3 (h)", "RFC 3768 6.4.3 (i)"})
    void equalPriorityHigherAddress() {
        assertThat(step(master(config()), heard(100, HIGHER_ADDRESS), 500)
                        .next()
                        .role())
                .as("192.168.1.200 over .104: signed bytes would say otherwise")
                .isInstanceOf(Backup.class);
        assertThat(step(master(config()), heard(100, LOWER_ADDRESS), 500).next().role())
                .isInstanceOf(Master.class);
        assertThat(step(master(config()), heard(100, OUR_ADDRESS), 500).next().role())
                .isInstanceOf(Master.class);
    }

    @Test
    @DisplayName("the address owner wins against every Priority")
    @Conforms("RFC 9568 6.4.3 (725)")
    void addressOwner() {
        assertThat(step(master(config().priority(254)), heard(255, LOWER_ADDRESS), 500)
                        .next()
                        .role())
                .isInstanceOf(Backup.class);
    }

    @Test
    @DisplayName("Priority lower: send an ADVERTISEMENT immediately (RFC 9568), and announce again soon")
    @Conforms({"RFC 9568 6.4.3 (770)", "RFC 9568 6.4.3 (775)", "RFC 9568 6.4.3 (775+)", "RFC 3768 6.4.3 (i)"})
    void lowerPriority() {
        Transition transition = step(master(config()), heard(99, HIGHER_ADDRESS), 1500);
        assertThat(transition.actions()).containsExactly(new SendAdvertisement());
        Master after = role(transition);
        assertThat(after.announcementDeadline()).isEqualTo(at(1500));
        assertThat(after.advertisementDeadline())
                .as("the answer is out of turn")
                .isEqualTo(role(master(config())).advertisementDeadline());
        assertThat(deadline(transition.next(), 1500).actions()).contains(new AnnounceAddresses());
    }

    @Test
    @DisplayName("answers and announcements that others provoke are bounded")
    @Conforms("RFC 9568 6.4.3 (775+)")
    void provoked() {
        VirtualRouter router = deadline(master(config()), 1000).next();
        int answers = 0;
        int announcements = 0;
        for (int millisecond = 1001; millisecond < 2000; millisecond++) {
            Transition heard = step(router, heard(1, LOWER_ADDRESS), millisecond);
            Transition woken = deadline(heard.next(), millisecond);
            answers += count(heard, new SendAdvertisement());
            announcements += count(woken, new AnnounceAddresses());
            router = woken.next();
        }
        assertThat(answers).as("one in 10 ms").isBetween(90, 100);
        assertThat(announcements).as("one a second").isEqualTo(1);
    }

    @Test
    @DisplayName("announces again after 5 s and from then on each minute")
    void announcements() {
        VirtualRouter router = master(config());
        for (int second = 1; second <= 70; second++) {
            Transition transition = deadline(router, second * 1000L);
            assertThat(transition.actions().contains(new AnnounceAddresses()))
                    .as("after %d s", second)
                    .isEqualTo(second == 5 || second == 65);
            router = transition.next();
        }
    }

    @Test
    @DisplayName("later than three intervals: the addresses go before anything is sent, whatever woke it")
    void late() {
        for (VirtualRouterEvent event : List.of(
                new VirtualRouterEvent.DeadlineReached(),
                heard(99, LOWER_ADDRESS),
                heard(0, LOWER_ADDRESS),
                new GroupGaveWay(),
                new ConfigurationChanged(config().priority(200).build()))) {
            Transition transition = step(master(config()), event, 3001);
            assertThat(transition.next().role()).as("%s", event).isInstanceOf(Backup.class);
            assertThat(transition.actions())
                    .as("%s", event)
                    .containsExactly(
                            new RemoveAddresses(),
                            new StateChanged(State.MASTER, State.BACKUP, TransitionReason.LATE, null));
        }
        assertThat(deadline(master(config()), 3000).next().role()).isInstanceOf(Master.class);
    }

    @Test
    @DisplayName("late and stopped: it does not resign from what it may not hold")
    void lateShutdown() {
        assertThat(step(master(config()), new Shutdown(), 3001).actions())
                .doesNotContain(new SendResignation())
                .startsWith(new RemoveAddresses());
    }

    @Test
    @DisplayName("a fault: resigns, gives up the addresses, Fault")
    void fault() {
        Transition transition = step(master(config()), new EnvironmentChanged(Given.FAULTY), 500);
        assertThat(transition.next().role()).isEqualTo(new Role.Fault());
        assertThat(transition.actions())
                .containsExactly(
                        new SendResignation(),
                        new RemoveAddresses(),
                        new StateChanged(State.MASTER, State.FAULT, TransitionReason.INTERFACE_DOWN, null));
    }

    @Test
    @DisplayName(
            "another member gave way: the addresses go, then it resigns, so that the winner follows in its skew time")
    void groupGaveWay() {
        Transition transition = step(master(config()), new GroupGaveWay(), 500);
        assertThat(transition.next().role()).isInstanceOf(Backup.class);
        assertThat(transition.actions())
                .containsExactly(
                        new RemoveAddresses(),
                        new SendResignation(),
                        new StateChanged(State.MASTER, State.BACKUP, TransitionReason.GROUP_GAVE_WAY, null));
    }

    @Test
    @DisplayName("a tracked weight changes what it elects with")
    void weight() {
        VirtualRouter router = step(
                        master(config()), new EnvironmentChanged(new Environment(OUR_ADDRESS, List.of(), -20)), 500)
                .next();
        assertThat(router.role()).isInstanceOf(Master.class);
        assertThat(step(router, heard(90, LOWER_ADDRESS), 600).next().role()).isInstanceOf(Backup.class);
    }

    @Test
    @DisplayName("changed addresses are installed, advertised and announced without a change of state")
    void addressesChanged() {
        Transition transition = reconfigured(config().addresses("192.168.1.113/24"));
        assertThat(transition.next().role()).isInstanceOf(Master.class);
        assertThat(transition.actions())
                .containsExactly(new InstallAddresses(), new SendAdvertisement(), new AnnounceAddresses());
    }

    @Test
    @DisplayName("what peers learn from the advertisement is advertised at once; what they do not is not")
    void settingsChanged() {
        assertThat(reconfigured(config().priority(50)).actions()).containsExactly(new SendAdvertisement());
        assertThat(reconfigured(config().interval(Duration.ofMillis(100))).actions())
                .containsExactly(new SendAdvertisement());
        assertThat(reconfigured(config().preempt(false)).actions()).isEmpty();
        assertThat(role(reconfigured(config().interval(Duration.ofMillis(100)))).advertisementDeadline())
                .isEqualTo(at(600));
    }

    @Test
    @DisplayName(
            "a longer interval is told four times at the old pace; version 2, whose Backups refuse it, slows down at once")
    void longerInterval() {
        VirtualRouter router =
                reconfigured(config().interval(Duration.ofSeconds(10))).next();
        for (int due = 1500; due <= 3500; due += 1000) {
            Transition transition = step(router, new DeadlineReached(), due);
            assertThat(count(transition, new SendAdvertisement()))
                    .as("at %d ms", due)
                    .isOne();
            router = transition.next();
        }
        assertThat(role(router).advertisementDeadline()).isEqualTo(at(13_500));
        VirtualRouter version2 = step(
                        master(config().version2()),
                        new ConfigurationChanged(config().version2()
                                .interval(Duration.ofSeconds(10))
                                .build()),
                        500)
                .next();
        assertThat(role(version2).advertisementDeadline()).isEqualTo(at(10_500));
    }

    @Test
    @DisplayName("Startup and a resignation in the group mean nothing here")
    void nothingElse() {
        VirtualRouter router = master(config());
        assertThat(step(router, new Startup(false), 500)).isEqualTo(new Transition(router, List.of()));
        assertThat(step(router, new GroupMasterResigned(), 500)).isEqualTo(new Transition(router, List.of()));
    }

    private static Transition reconfigured(ConfigBuilder config) {
        return step(master(config()), new ConfigurationChanged(config.build()), 500);
    }

    private static Transition step(VirtualRouter router, VirtualRouterEvent event, long milliseconds) {
        return VirtualRouterMachine.step(router, event, at(milliseconds));
    }

    private static int count(Transition transition, VirtualRouterAction action) {
        return (int) transition.actions().stream().filter(action::equals).count();
    }

    private static Master role(Transition transition) {
        return role(transition.next());
    }

    private static Master role(VirtualRouter router) {
        return (Master) router.role();
    }
}
