package dev.vrrp.agent.protocol.fsm;

import static dev.vrrp.agent.protocol.fsm.Given.HIGHER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.LOWER_ADDRESS;
import static dev.vrrp.agent.protocol.fsm.Given.MASTER_DOWN_NANOS;
import static dev.vrrp.agent.protocol.fsm.Given.SKEW_NANOS;
import static dev.vrrp.agent.protocol.fsm.Given.at;
import static dev.vrrp.agent.protocol.fsm.Given.backup;
import static dev.vrrp.agent.protocol.fsm.Given.config;
import static dev.vrrp.agent.protocol.fsm.Given.deadline;
import static dev.vrrp.agent.protocol.fsm.Given.heard;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.fsm.Role.Backup;
import dev.vrrp.agent.protocol.fsm.Role.Incumbent;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.AnnounceAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.InstallAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendAdvertisement;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.ConfigurationChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupGaveWay;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupMasterResigned;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Shutdown;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 9568 section 6.4.2, RFC 3768 section 6.4.2. */
class BackupTest {
    private static final long JUST_BEFORE_MASTER_DOWN = 3609;
    private static final long JUST_AFTER_MASTER_DOWN = 3610;

    @Test
    @DisplayName("Shutdown: cancel Active_Down_Timer, transition to Initialize; nothing is sent")
    @Conforms({"RFC 9568 6.4.2 (345)", "RFC 9568 6.4.2 (350)", "RFC 9568 6.4.2 (355)", "RFC 3768 6.4.2 (d)"})
    void shutdown() {
        Transition transition = step(backup(config()), new Shutdown(), 100);
        assertThat(transition.next().role()).isEqualTo(new Role.Initialize());
        assertThat(transition.actions())
                .containsExactly(new StateChanged(State.BACKUP, State.INITIALIZE, TransitionReason.STOPPED, null));
    }

    @Test
    @DisplayName(
            "Active_Down_Timer fires: send an ADVERTISEMENT, gratuitous ARP, set Adver_Timer, transition to Active")
    @Conforms({
        "RFC 9568 6.4.2 (365)",
        "RFC 9568 6.4.2 (370)",
        "RFC 9568 6.4.2 (405)",
        "RFC 9568 6.4.2 (410)",
        "RFC 3768 6.4.2 (e)"
    })
    void masterDownTimerFires() {
        Transition transition = deadline(backup(config()), JUST_AFTER_MASTER_DOWN);
        MonotonicInstant now = at(JUST_AFTER_MASTER_DOWN);
        assertThat(transition.actions())
                .containsExactly(
                        new SendAdvertisement(),
                        new InstallAddresses(),
                        new AnnounceAddresses(),
                        new StateChanged(State.BACKUP, State.MASTER, TransitionReason.NO_MASTER_HEARD, null));
        assertThat(transition.next().role())
                .isEqualTo(new Role.Master(
                        now.plusNanos(1_000_000_000L),
                        now,
                        now.plusNanos(Timers.SECOND_ANNOUNCEMENT_NANOS),
                        now,
                        null));
    }

    @Test
    @DisplayName("a wake-up before Active_Down_Timer changes nothing")
    void staleWakeUp() {
        VirtualRouter router = backup(config());
        assertThat(deadline(router, JUST_BEFORE_MASTER_DOWN)).isEqualTo(new Transition(router, List.of()));
    }

    @Test
    @DisplayName("Priority 0: set Active_Down_Timer to Skew_Time")
    @Conforms({"RFC 9568 6.4.2 (420)", "RFC 9568 6.4.2 (425)", "RFC 9568 6.4.2 (430)", "RFC 3768 6.4.2 (f)"})
    void resignation() {
        Backup after = role(step(backup(config()), heard(0, HIGHER_ADDRESS), 500));
        assertThat(after.masterDownDeadline()).isEqualTo(at(500).plusNanos(SKEW_NANOS));
        assertThat(after.lastHeard()).isEqualTo(at(500));
        assertThat(after.takeoverReason()).isEqualTo(TransitionReason.MASTER_RESIGNED);
    }

    @Test
    @DisplayName(
            "Priority equal or higher: learn the interval, set Active_Down_Timer to the recomputed Active_Down_Interval")
    @Conforms({
        "RFC 9568 6.4.2 (420)",
        "RFC 9568 6.4.2 (445)",
        "RFC 9568 6.4.2 (450)",
        "RFC 9568 6.4.2 (450+)",
        "RFC 9568 6.4.2 (455)",
        "RFC 9568 6.4.2 (460)",
        "RFC 3768 6.4.2 (g)"
    })
    void equalOrHigherPriority() {
        for (int priority : List.of(100, 101, 254, 255)) {
            Backup after = role(step(backup(config()), heard(priority, LOWER_ADDRESS, Duration.ofMillis(100)), 500));
            assertThat(after)
                    .as("priority %d", priority)
                    .isEqualTo(new Backup(
                            at(500).plusNanos(MASTER_DOWN_NANOS / 10),
                            AdvertisementInterval.ofCentiseconds(10),
                            at(500),
                            TransitionReason.MASTER_SILENT,
                            null,
                            new Incumbent(LOWER_ADDRESS, at(500), false)));
        }
    }

    @Test
    @DisplayName("Preempt_Mode False: a lower Priority counts as well")
    @Conforms({"RFC 9568 6.4.2 (445)", "RFC 9568 6.4.2 (460)", "RFC 3768 6.4.2 (g)"})
    void lowerPriorityWithoutPreemption() {
        Backup after = role(step(backup(config().preempt(false)), heard(99, LOWER_ADDRESS), 500));
        assertThat(after.masterDownDeadline()).isEqualTo(at(500).plusNanos(MASTER_DOWN_NANOS));
        assertThat(after.takeoverReason()).isEqualTo(TransitionReason.MASTER_SILENT);
    }

    @Test
    @DisplayName("Preempt_Mode True, lower Priority: discard the ADVERTISEMENT, so that the timer fires")
    @Conforms({"RFC 9568 6.4.2 (465)", "RFC 9568 6.4.2 (470)", "RFC 3768 6.4.2 (h)"})
    void lowerPriorityWithPreemption() {
        VirtualRouter router = backup(config());
        VirtualRouter after = step(router, heard(99, HIGHER_ADDRESS), 500).next();
        assertThat(role(after).masterDownDeadline()).isEqualTo(role(router).masterDownDeadline());
        assertThat(deadline(after, JUST_AFTER_MASTER_DOWN).actions())
                .contains(new StateChanged(
                        State.BACKUP, State.MASTER, TransitionReason.PREEMPTED_LOWER_PRIORITY, at(500)));
    }

    @Test
    @DisplayName("a preempt delay counts from the start; until it ends the lower Master is respected")
    @Conforms("RFC 9568 6.4.2 (465)")
    void preemptDelay() {
        VirtualRouter router = backup(config().preemptDelay(Duration.ofSeconds(2)));
        VirtualRouter first = step(router, heard(99, LOWER_ADDRESS), 500).next();
        VirtualRouter second = step(first, heard(99, LOWER_ADDRESS), 1500).next();
        VirtualRouter third = step(second, heard(99, LOWER_ADDRESS), 2500).next();
        assertThat(role(second).masterDownDeadline()).isEqualTo(at(1500).plusNanos(MASTER_DOWN_NANOS));
        assertThat(role(third).masterDownDeadline())
                .as("discarded from now on")
                .isEqualTo(at(1500).plusNanos(MASTER_DOWN_NANOS));
    }

    @Test
    @DisplayName("a Master of higher Priority in between starts the preempt delay anew")
    void preemptDelayStartsAnew() {
        VirtualRouter router = backup(config().preemptDelay(Duration.ofSeconds(2)));
        VirtualRouter lower = step(router, heard(99, LOWER_ADDRESS), 1000).next();
        VirtualRouter higher = step(lower, heard(101, LOWER_ADDRESS), 2000).next();
        assertThat(role(higher).preemptDeadline()).isNull();
        VirtualRouter again = step(higher, heard(99, LOWER_ADDRESS), 3000).next();
        assertThat(role(again).preemptDeadline()).isEqualTo(at(5000));
    }

    @Test
    @DisplayName("a Master of lower Priority that resigns, for another one of lower Priority, does not")
    void preemptDelayGoesOn() {
        VirtualRouter router = backup(config().preemptDelay(Duration.ofSeconds(2)));
        VirtualRouter lower = step(router, heard(98, LOWER_ADDRESS), 1000).next();
        VirtualRouter resigned = step(lower, heard(0, LOWER_ADDRESS), 2000).next();
        VirtualRouter next = step(resigned, heard(99, HIGHER_ADDRESS), 2001).next();
        assertThat(role(next).preemptDeadline()).isEqualTo(at(2000));
    }

    @Test
    @DisplayName("a preempt delay that runs goes on with its new length")
    void preemptDelayChanges() {
        VirtualRouter router = backup(config().preemptDelay(Duration.ofMinutes(10)));
        VirtualRouter delayed = step(router, heard(99, LOWER_ADDRESS), 1000).next();
        for (int seconds : List.of(0, 5, 1200)) {
            VirtualRouterEvent changed = new ConfigurationChanged(
                    config().preemptDelay(Duration.ofSeconds(seconds)).build());
            assertThat(role(step(delayed, changed, 2000)).preemptDeadline()).isEqualTo(at(seconds * 1000L));
        }
    }

    @Test
    @DisplayName("version 2: the interval is configured, never learned (RFC 3768 section 6.4.2)")
    @Conforms("RFC 3768 6.4.2 (g)")
    void version2LearnsNothing() {
        Backup after = role(step(backup(config().version2()), heard(100, HIGHER_ADDRESS, Duration.ofSeconds(3)), 500));
        assertThat(after.masterInterval()).isEqualTo(AdvertisementInterval.ofSeconds(1));
        assertThat(after.masterDownDeadline()).isEqualTo(at(500).plusNanos(MASTER_DOWN_NANOS));
    }

    @Test
    @DisplayName("the silence of the Master is told with the time it was last heard")
    void masterSilent() {
        VirtualRouter after =
                step(backup(config()), heard(200, HIGHER_ADDRESS), 500).next();
        assertThat(deadline(after, 500 + JUST_AFTER_MASTER_DOWN).actions())
                .contains(new StateChanged(State.BACKUP, State.MASTER, TransitionReason.MASTER_SILENT, at(500)));
    }

    @Test
    @DisplayName("a fault: Fault, and nothing is sent")
    void fault() {
        Transition transition = step(backup(config()), new EnvironmentChanged(Given.FAULTY), 500);
        assertThat(transition.next().role()).isEqualTo(new Role.Fault());
        assertThat(transition.actions())
                .containsExactly(new StateChanged(State.BACKUP, State.FAULT, TransitionReason.INTERFACE_DOWN, null));
    }

    @Test
    @DisplayName("the Master of another member resigned: Active_Down_Timer is Skew_Time at the latest")
    void groupMasterResigned() {
        Backup after = role(step(backup(config()), new GroupMasterResigned(), 500));
        assertThat(after.masterDownDeadline()).isEqualTo(at(500).plusNanos(SKEW_NANOS));
        Backup nearlyDown = role(step(backup(config()), new GroupMasterResigned(), JUST_BEFORE_MASTER_DOWN));
        assertThat(nearlyDown.masterDownDeadline()).isEqualTo(at(0).plusNanos(MASTER_DOWN_NANOS));
    }

    @Test
    @DisplayName("version 3: a changed interval is learned from the Master, not from the configuration")
    void version3Reconfigured() {
        VirtualRouter router = backup(config());
        Transition transition = step(
                router,
                new ConfigurationChanged(
                        config().interval(Duration.ofMillis(10)).build()),
                500);
        assertThat(transition.next().role()).isEqualTo(router.role());
        assertThat(transition.actions()).isEmpty();
    }

    @Test
    @DisplayName("version 2: after a changed interval the longer of both counts until the next advertisement")
    void version2Reconfigured() {
        for (List<Integer> change : List.of(List.of(1, 5), List.of(5, 1))) {
            VirtualRouter router = backup(config().version2().interval(Duration.ofSeconds(change.getFirst())));
            Transition transition = step(
                    router,
                    new ConfigurationChanged(config().version2()
                            .interval(Duration.ofSeconds(change.getLast()))
                            .build()),
                    500);
            assertThat(role(transition).masterDownDeadline())
                    .isEqualTo(at(500).plusNanos(15_000_000_000L + SKEW_NANOS));
        }
    }

    @Test
    @DisplayName("Startup and a group that gives way mean nothing here")
    void nothingElse() {
        VirtualRouter router = backup(config());
        assertThat(step(router, new Startup(true), 500)).isEqualTo(new Transition(router, List.of()));
        assertThat(step(router, new GroupGaveWay(), 500)).isEqualTo(new Transition(router, List.of()));
    }

    private static Transition step(VirtualRouter router, VirtualRouterEvent event, long milliseconds) {
        return VirtualRouterMachine.step(router, event, at(milliseconds));
    }

    private static Backup role(Transition transition) {
        return role(transition.next());
    }

    private static Backup role(VirtualRouter router) {
        return (Backup) router.role();
    }
}
