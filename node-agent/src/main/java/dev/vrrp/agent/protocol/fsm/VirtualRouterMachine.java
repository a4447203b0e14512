package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.fsm.Role.Backup;
import dev.vrrp.agent.protocol.fsm.Role.Fault;
import dev.vrrp.agent.protocol.fsm.Role.Incumbent;
import dev.vrrp.agent.protocol.fsm.Role.Initialize;
import dev.vrrp.agent.protocol.fsm.Role.Master;
import dev.vrrp.agent.protocol.fsm.Role.Resigning;
import dev.vrrp.agent.protocol.fsm.Role.Slowing;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.AnnounceAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.InstallAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.RemoveAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendAdvertisement;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendResignation;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.AdvertisementReceived;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.ConfigurationChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupGaveWay;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupIsMaster;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupMasterResigned;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Shutdown;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One virtual router, RFC 9568 section 6.4. */
public final class VirtualRouterMachine {
    private VirtualRouterMachine() {}

    /** The step that {@code event} causes at {@code now}. Total: an event that means nothing in a state changes nothing. */
    public static Transition step(VirtualRouter router, VirtualRouterEvent event, MonotonicInstant now) {
        return switch (router.role()) {
            case Initialize _ -> inInitialize(router, event, now);
            case Backup backup -> inBackup(router, backup, event, now);
            case Master master
            when isLate(router, master, now) -> {
                Transition gaveUp = toBackup(router, now, TransitionReason.LATE, new RemoveAddresses());
                yield gaveUp.then(step(gaveUp.next(), event, now));
            }
            case Master master -> inMaster(router, master, event, now);
            case Resigning resigning -> inResigning(router, resigning, event, now);
            case Fault _ -> inFault(router, event, now);
        };
    }

    /** {@code router} with another Master_Down_Timer, if it is a Backup. */
    static VirtualRouter withMasterDownDeadline(VirtualRouter router, MonotonicInstant deadline) {
        return router.role() instanceof Backup backup
                ? router.with(new Backup(
                        deadline,
                        backup.masterInterval(),
                        backup.lastHeard(),
                        backup.takeoverReason(),
                        backup.preemptDeadline(),
                        backup.incumbent()))
                : router;
    }

    /** Whether {@code router} is Master, and would give way to {@code advertisement} for the address alone. */
    static boolean losesByAddress(VirtualRouter router, Advertisement advertisement, MonotonicInstant now) {
        return router.role() instanceof Master master
                && !isLate(router, master, now)
                && compareWith(router, advertisement) == 0
                && hasHigherAddress(advertisement, router);
    }

    /** {@code router}, a Master that has heard a rival and stays. */
    static VirtualRouter announcingSoon(VirtualRouter router, MonotonicInstant now) {
        return router.role() instanceof Master master ? router.with(announceSoon(master, now)) : router;
    }

    /** {@code router} as one that is no longer wanted: it ends at once, without a word. */
    static Transition withdraw(VirtualRouter router) {
        return switch (router.role()) {
            case Initialize _ -> Transition.of(router);
            case Backup _, Fault _ -> toInitialize(router);
            case Master _, Resigning _ -> {
                Transition stopped = toInitialize(router);
                yield new Transition(
                        stopped.next(),
                        Stream.concat(Stream.of(new RemoveAddresses()), stopped.actions().stream())
                                .toList());
            }
        };
    }

    /** RFC 9568 section 6.4.1. */
    private static Transition inInitialize(VirtualRouter router, VirtualRouterEvent event, MonotonicInstant now) {
        return switch (event) {
            case Startup startup -> {
                // What an earlier life has left is given up, unless it can be gone on with.
                if (!router.environment().faults().isEmpty()) {
                    yield toFault(router, new RemoveAddresses());
                }
                yield startup.holdsAddresses()
                        ? toMaster(router, now, TransitionReason.ADDRESSES_ADOPTED, null)
                        : toBackup(router, now, TransitionReason.STARTED, new RemoveAddresses());
            }
            case GroupIsMaster _ ->
                router.environment().faults().isEmpty()
                        ? toMaster(router, now, TransitionReason.GROUP_IS_MASTER, null)
                        : toFault(router, new RemoveAddresses());
            case EnvironmentChanged changed -> Transition.of(router.with(changed.environment()));
            case ConfigurationChanged changed -> Transition.of(router.with(changed.config()));
            case Shutdown _, AdvertisementReceived _, DeadlineReached _, GroupMasterResigned _, GroupGaveWay _ ->
                Transition.of(router);
        };
    }

    /** RFC 9568 section 6.4.2. */
    private static Transition inBackup(
            VirtualRouter router, Backup backup, VirtualRouterEvent event, MonotonicInstant now) {
        return switch (event) {
            case Shutdown _ -> toInitialize(router);
            case DeadlineReached _ ->
                now.isBefore(backup.masterDownDeadline())
                        ? Transition.of(router)
                        : toMaster(router, now, backup.takeoverReason(), backup.lastHeard());
            case AdvertisementReceived received ->
                Transition.of(router.with(afterAdvertisement(router, backup, received.advertisement(), now)));
            case GroupMasterResigned _ -> {
                MonotonicInstant deadline =
                        MonotonicInstant.earlier(backup.masterDownDeadline(), now.plusNanos(skewNanos(router, backup)));
                yield Transition.of(router.with(afterResignation(backup, deadline, backup.lastHeard())));
            }
            case EnvironmentChanged changed -> {
                VirtualRouter next = router.with(changed.environment());
                yield changed.environment().faults().isEmpty() ? Transition.of(next) : toFault(next);
            }
            case ConfigurationChanged changed -> Transition.of(reconfigured(router, backup, changed.config(), now));
            case GroupIsMaster _ -> toMaster(router, now, TransitionReason.GROUP_IS_MASTER, backup.lastHeard());
            case Startup _, GroupGaveWay _ -> Transition.of(router);
        };
    }

    private static Backup afterAdvertisement(
            VirtualRouter router, Backup backup, Advertisement advertisement, MonotonicInstant now) {
        if (advertisement.priority() instanceof Resignation) {
            return afterResignation(backup, now.plusNanos(skewNanos(router, backup)), now);
        }
        VirtualRouterConfig config = router.config();
        Incumbent incumbent = incumbent(backup, advertisement, now);
        boolean lower = advertisement.priority().wireValue()
                < router.effectivePriority().value();
        MonotonicInstant preemptDeadline = null;
        if (lower && config.preempt()) {
            preemptDeadline = backup.preemptDeadline() == null
                    ? now.plusNanos(config.preemptDelay().toNanos())
                    : backup.preemptDeadline();
            if (!now.isBefore(preemptDeadline)) {
                // Discarded: the timer runs on, and when it fires this router preempts.
                return new Backup(
                        backup.masterDownDeadline(),
                        backup.masterInterval(),
                        now,
                        TransitionReason.PREEMPTED_LOWER_PRIORITY,
                        preemptDeadline,
                        incumbent);
            }
        }
        AdvertisementInterval masterInterval =
                config.version() == ProtocolVersion.V3 ? advertisement.interval() : config.interval();
        return new Backup(
                now.plusNanos(masterDownNanos(router, masterInterval)),
                masterInterval,
                now,
                TransitionReason.MASTER_SILENT,
                preemptDeadline,
                incumbent);
    }

    private static Incumbent incumbent(Backup backup, Advertisement advertisement, MonotonicInstant now) {
        Incumbent present = backup.incumbent();
        return present != null && present.source().equals(advertisement.source())
                ? present
                : new Incumbent(advertisement.source(), now, present != null);
    }

    private static Backup afterResignation(
            Backup backup, MonotonicInstant deadline, @Nullable MonotonicInstant lastHeard) {
        return new Backup(
                deadline,
                backup.masterInterval(),
                lastHeard,
                TransitionReason.MASTER_RESIGNED,
                backup.preemptDeadline(),
                backup.incumbent());
    }

    /**
     * A version 3 Backup learns a changed interval from the Master itself. In version 2 it can't, and the Master may change
     * before or after: the longer interval counts until the next advertisement. A preempt delay that runs goes on with its new
     * length.
     */
    private static VirtualRouter reconfigured(
            VirtualRouter router, Backup backup, VirtualRouterConfig config, MonotonicInstant now) {
        VirtualRouter next = router.with(config);
        boolean keepsTimer = config.version() == ProtocolVersion.V3
                || config.interval().equals(router.config().interval());
        AdvertisementInterval longer =
                config.interval().nanos() > backup.masterInterval().nanos()
                        ? config.interval()
                        : backup.masterInterval();
        MonotonicInstant delayEnds = backup.preemptDeadline();
        long lengthened =
                config.preemptDelay().minus(router.config().preemptDelay()).toNanos();
        return next.with(new Backup(
                keepsTimer ? backup.masterDownDeadline() : now.plusNanos(masterDownNanos(next, longer)),
                keepsTimer ? backup.masterInterval() : config.interval(),
                backup.lastHeard(),
                backup.takeoverReason(),
                delayEnds == null ? null : delayEnds.plusNanos(lengthened),
                backup.incumbent()));
    }

    /** RFC 9568 section 6.4.3. */
    private static Transition inMaster(
            VirtualRouter router, Master master, VirtualRouterEvent event, MonotonicInstant now) {
        return switch (event) {
            case Shutdown _ ->
                Transition.of(
                        router.with(new Resigning(now.plusNanos(Timers.releaseNanos(
                                router.config().version(), router.config().interval())))),
                        new SendResignation(),
                        new StateChanged(State.MASTER, State.INITIALIZE, TransitionReason.STOPPED, null));
            case DeadlineReached _ -> onTime(router, master, now);
            case AdvertisementReceived received -> rival(router, master, received.advertisement(), now);
            case GroupGaveWay _ ->
                toBackup(router, now, TransitionReason.GROUP_GAVE_WAY, new RemoveAddresses(), new SendResignation());
            case EnvironmentChanged changed -> {
                VirtualRouter next = router.with(changed.environment());
                yield changed.environment().faults().isEmpty()
                        ? Transition.of(next)
                        : toFault(next, new SendResignation(), new RemoveAddresses());
            }
            case ConfigurationChanged changed -> reconfigured(router, master, changed.config(), now);
            case Startup _, GroupIsMaster _, GroupMasterResigned _ -> Transition.of(router);
        };
    }

    private static Transition onTime(VirtualRouter router, Master master, MonotonicInstant now) {
        List<VirtualRouterAction> actions = new ArrayList<>();
        Master next = master;
        if (!now.isBefore(next.advertisementDeadline())) {
            actions.add(new SendAdvertisement());
            next = advertised(router, next, now);
        }
        if (!now.isBefore(next.announcementDeadline())) {
            actions.add(new AnnounceAddresses());
            boolean soonAfterAnother = now.nanosSince(next.lastAnnouncement()) < Timers.SECOND_ANNOUNCEMENT_NANOS;
            next = announced(
                    next, now, soonAfterAnother ? Timers.SECOND_ANNOUNCEMENT_NANOS : Timers.ANNOUNCEMENT_REFRESH_NANOS);
        }
        return new Transition(router.with(next), actions);
    }

    /** Two Masters that meet: the loser leaves at once, the winner speaks and announces, whoever spoke first. */
    private static Transition rival(
            VirtualRouter router, Master master, Advertisement advertisement, MonotonicInstant now) {
        if (advertisement.priority() instanceof Resignation) {
            Master next = announceSoon(advertised(router, master, now), now);
            return Transition.of(router.with(next), new SendAdvertisement());
        }
        int comparison = compareWith(router, advertisement);
        if (comparison > 0 || (comparison == 0 && hasHigherAddress(advertisement, router))) {
            // The last word is not the RFC's: it tells a winner that has not heard us that there were two, so that it
            // announces.
            Transition gaveWay = toBackup(
                    router,
                    now,
                    TransitionReason.HIGHER_PRIORITY_MASTER,
                    new RemoveAddresses(),
                    new SendAdvertisement());
            Backup backup = (Backup) gaveWay.next().role();
            return new Transition(
                    gaveWay.next().with(afterAdvertisement(gaveWay.next(), backup, advertisement, now)),
                    gaveWay.actions());
        }
        Master next = announceSoon(master, now);
        if (now.nanosSince(master.lastAdvertisement()) < Timers.SHORTEST_INTERVAL_NANOS) {
            return Transition.of(router.with(next));
        }
        return Transition.of(
                router.with(new Master(
                        next.advertisementDeadline(),
                        now,
                        next.announcementDeadline(),
                        next.lastAnnouncement(),
                        next.slowing())),
                new SendAdvertisement());
    }

    private static Transition reconfigured(
            VirtualRouter router, Master master, VirtualRouterConfig config, MonotonicInstant now) {
        VirtualRouter next = router.with(config);
        VirtualRouterConfig before = router.config();
        Master paced = paced(before, config, master);
        if (!config.addresses().equals(before.addresses())) {
            return Transition.of(
                    next.with(announced(advertised(next, paced, now), now, Timers.SECOND_ANNOUNCEMENT_NANOS)),
                    new InstallAddresses(),
                    new SendAdvertisement(),
                    new AnnounceAddresses());
        }
        boolean advertisedDiffers = !config.priority().equals(before.priority())
                || !config.interval().equals(before.interval())
                || !config.authentication().equals(before.authentication())
                || config.checksum() != before.checksum();
        return advertisedDiffers
                ? Transition.of(next.with(advertised(next, paced, now)), new SendAdvertisement())
                : Transition.of(next);
    }

    /** {@code master} as it comes from one interval to another; version 2 can't tell its Backups of it. */
    private static Master paced(VirtualRouterConfig before, VirtualRouterConfig config, Master master) {
        if (config.version() == ProtocolVersion.V2 || config.interval().equals(before.interval())) {
            return master;
        }
        AdvertisementInterval pace = paceOf(before, master);
        boolean slower = config.interval().nanos() > pace.nanos();
        return new Master(
                master.advertisementDeadline(),
                master.lastAdvertisement(),
                master.announcementDeadline(),
                master.lastAnnouncement(),
                slower ? new Slowing(pace, Timers.SLOWING_ADVERTISEMENTS) : null);
    }

    /** The interval that a Backup may have heard last. */
    private static AdvertisementInterval paceOf(VirtualRouterConfig config, Master master) {
        return master.slowing() == null ? config.interval() : master.slowing().pace();
    }

    private static Transition inResigning(
            VirtualRouter router, Resigning resigning, VirtualRouterEvent event, MonotonicInstant now) {
        return switch (event) {
            case DeadlineReached _ ->
                now.isBefore(resigning.releaseDeadline()) ? Transition.of(router) : released(router);
            case AdvertisementReceived received ->
                Transition.of(
                        received.advertisement().priority() instanceof Resignation
                                ? router
                                : router.with(new Resigning(MonotonicInstant.earlier(
                                        resigning.releaseDeadline(), now.plusNanos(Timers.HANDOVER_NANOS)))));
            case EnvironmentChanged changed -> {
                VirtualRouter next = router.with(changed.environment());
                yield changed.environment().faults().isEmpty() ? Transition.of(next) : released(next);
            }
            case Startup _,
                    GroupIsMaster _,
                    Shutdown _,
                    ConfigurationChanged _,
                    GroupMasterResigned _,
                    GroupGaveWay _ -> Transition.of(router);
        };
    }

    private static Transition released(VirtualRouter router) {
        return Transition.of(router.with(new Initialize()), new RemoveAddresses());
    }

    private static Transition inFault(VirtualRouter router, VirtualRouterEvent event, MonotonicInstant now) {
        return switch (event) {
            case Shutdown _ -> toInitialize(router);
            case EnvironmentChanged changed -> {
                VirtualRouter next = router.with(changed.environment());
                yield changed.environment().faults().isEmpty()
                        ? toBackup(next, now, TransitionReason.FAULT_CLEARED)
                        : Transition.of(next);
            }
            case ConfigurationChanged changed -> Transition.of(router.with(changed.config()));
            case Startup _,
                    GroupIsMaster _,
                    AdvertisementReceived _,
                    DeadlineReached _,
                    GroupMasterResigned _,
                    GroupGaveWay _ -> Transition.of(router);
        };
    }

    /** Whether its Backups may have elected another: then nothing may be sent from the past. */
    private static boolean isLate(VirtualRouter router, Master master, MonotonicInstant now) {
        return now.nanosSince(master.lastAdvertisement()) > Timers.safeSilenceNanos(paceOf(router.config(), master));
    }

    private static Transition toMaster(
            VirtualRouter router, MonotonicInstant now, TransitionReason reason, @Nullable MonotonicInstant lastHeard) {
        Master master = new Master(
                now.plusNanos(router.config().interval().nanos()),
                now,
                now.plusNanos(Timers.SECOND_ANNOUNCEMENT_NANOS),
                now,
                null);
        return Transition.of(
                router.with(master),
                new SendAdvertisement(),
                new InstallAddresses(),
                new AnnounceAddresses(),
                new StateChanged(router.role().state(), State.MASTER, reason, lastHeard));
    }

    private static Transition toBackup(
            VirtualRouter router, MonotonicInstant now, TransitionReason reason, VirtualRouterAction... first) {
        AdvertisementInterval interval = router.config().interval();
        Backup backup = new Backup(
                now.plusNanos(masterDownNanos(router, interval)),
                interval,
                null,
                TransitionReason.NO_MASTER_HEARD,
                preemptDeadline(router.config(), reason, now),
                null);
        return new Transition(
                router.with(backup),
                followedBy(first, new StateChanged(router.role().state(), State.BACKUP, reason, null)));
    }

    /** As keepalived's preempt_delay: one that comes up counts from then on, others from the first lower Priority. */
    private static @Nullable MonotonicInstant preemptDeadline(
            VirtualRouterConfig config, TransitionReason reason, MonotonicInstant now) {
        boolean comesUp = reason == TransitionReason.STARTED || reason == TransitionReason.FAULT_CLEARED;
        return comesUp && !config.preemptDelay().isZero()
                ? now.plusNanos(config.preemptDelay().toNanos())
                : null;
    }

    private static Transition toFault(VirtualRouter router, VirtualRouterAction... first) {
        StateChanged changed =
                new StateChanged(router.role().state(), State.FAULT, TransitionReason.INTERFACE_DOWN, null);
        return new Transition(router.with(new Fault()), followedBy(first, changed));
    }

    private static Transition toInitialize(VirtualRouter router) {
        return Transition.of(
                router.with(new Initialize()),
                new StateChanged(router.role().state(), State.INITIALIZE, TransitionReason.STOPPED, null));
    }

    private static List<VirtualRouterAction> followedBy(VirtualRouterAction[] first, VirtualRouterAction last) {
        List<VirtualRouterAction> actions = new ArrayList<>(List.of(first));
        actions.add(last);
        return actions;
    }

    /** {@code master} after an advertisement at {@code now}; the rhythm is kept while it is on time. */
    private static Master advertised(VirtualRouter router, Master master, MonotonicInstant now) {
        long interval = paceOf(router.config(), master).nanos();
        boolean due = !now.isBefore(master.advertisementDeadline());
        MonotonicInstant inRhythm = master.advertisementDeadline().plusNanos(interval);
        MonotonicInstant next = due && inRhythm.isAfter(now) ? inRhythm : now.plusNanos(interval);
        Slowing slowing = master.slowing() == null ? null : master.slowing().next();
        return new Master(next, now, master.announcementDeadline(), master.lastAnnouncement(), slowing);
    }

    private static Master announced(Master master, MonotonicInstant now, long againNanos) {
        return new Master(
                master.advertisementDeadline(),
                master.lastAdvertisement(),
                now.plusNanos(againNanos),
                now,
                master.slowing());
    }

    /** Announces again at once, or, if that was done just now, as soon as the limit on the rate allows. */
    private static Master announceSoon(Master master, MonotonicInstant now) {
        MonotonicInstant soonest =
                MonotonicInstant.later(now, master.lastAnnouncement().plusNanos(Timers.PROVOKED_ANNOUNCEMENT_NANOS));
        return new Master(
                master.advertisementDeadline(),
                master.lastAdvertisement(),
                MonotonicInstant.earlier(master.announcementDeadline(), soonest),
                master.lastAnnouncement(),
                master.slowing());
    }

    private static long masterDownNanos(VirtualRouter router, AdvertisementInterval masterInterval) {
        return Timers.masterDownNanos(router.config().version(), router.effectivePriority(), masterInterval);
    }

    private static long skewNanos(VirtualRouter router, Backup backup) {
        return Timers.skewNanos(router.config().version(), router.effectivePriority(), backup.masterInterval());
    }

    /** The priority of {@code advertisement} against that of {@code router}. */
    private static int compareWith(VirtualRouter router, Advertisement advertisement) {
        return Integer.compare(
                advertisement.priority().wireValue(), router.effectivePriority().value());
    }

    /** Addresses compare as unsigned numbers in network byte order (RFC 9568 section 6.4.3). */
    private static boolean hasHigherAddress(Advertisement advertisement, VirtualRouter router) {
        InetAddress own = router.environment().source();
        return own == null || Arrays.compareUnsigned(advertisement.source().getAddress(), own.getAddress()) > 0;
    }
}
