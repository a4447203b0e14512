package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds every node to what must be true after each event, whatever goes wrong. It knows of the protocol what the RFC says and
 * keeps its own timers: nothing here asks the core when something is due.
 */
final class Watch {
    private static final long MILLI = 1_000_000L;

    /** A wake-up is up to half a millisecond late. */
    private static final long WAKE_NANOS = MILLI;

    /** A node that was frozen reads on for 50 ms, and counts as frozen when it is 10 ms late. */
    private static final long READING_ON_NANOS = 60 * MILLI;

    private static final int MOST_MEMBERS = 3;

    private final Scenario scenario;
    private final Scheduler scheduler;
    private final SimulatedLan lan;
    private final List<SimulatedRouter> routers = new ArrayList<>();
    private final List<Meeting> meetings = new ArrayList<>();
    private final @Nullable Timer[][][] timers;
    private final long[][][] lastSent;
    private final long[][][] lastResigned;
    /** When a resignation was read last, by node and group. */
    private final long[][] resignationHeard;

    private boolean meetingsMayDiffer;
    private long changes;
    private long sent;

    /** When a Backup may take over at the earliest, and when it must at the latest, as far as one member is concerned. */
    private static final class Timer {
        long earliest;
        long latest;
        /** Of the Master that it respects; between the two, while a preempt delay leaves open which one it does. */
        long shortestInterval;

        long longestInterval;
        /** Of the Master that was heard last, with no other since then; null: none. */
        @Nullable
        InetAddress source;

        long since;
        /** Whether another one was heard before. */
        boolean successor;

        void hears(InetAddress master, long now) {
            if (!master.equals(source)) {
                successor = source != null;
                source = master;
                since = now;
            }
        }

        /**
         * Whether the Masters of two members are one node, as far as a router can tell: the later one followed nobody, or came
         * when the other one did.
         */
        boolean hasTheMasterOf(Timer other) {
            return source == null
                    || other.source == null
                    || !(since > other.since ? this : other).successor
                    || Math.abs(since - other.since) <= 3 * Math.min(shortestInterval, other.shortestInterval);
        }

        void learn(long interval) {
            shortestInterval = interval;
            longestInterval = interval;
        }
    }

    /** Two Masters of one virtual router that hear each other, since {@code since}. */
    private record Meeting(int group, int member, int a, int b, long since) {
        boolean isSame(Meeting other) {
            return group == other.group && member == other.member && a == other.a && b == other.b;
        }
    }

    Watch(Scenario scenario, Scheduler scheduler, SimulatedLan lan) {
        this.scenario = scenario;
        this.scheduler = scheduler;
        this.lan = lan;
        int nodes = scenario.routers().size();
        int groups = scenario.groups().size();
        timers = new Timer[nodes][groups][MOST_MEMBERS];
        lastSent = new long[nodes][groups][MOST_MEMBERS];
        lastResigned = new long[nodes][groups][MOST_MEMBERS];
        resignationHeard = new long[nodes][groups];
    }

    void add(SimulatedRouter router) {
        routers.add(router);
    }

    static void require(boolean holds, SimulatedRouter router, Supplier<String> invariant) {
        if (!holds) {
            throw new AssertionError(router.name() + ": " + invariant.get());
        }
    }

    /** How many changes of state there were. */
    long changes() {
        return changes;
    }

    /** How many advertisements of ours there were. */
    long sent() {
        return sent;
    }

    /** Who hears whom may have changed. */
    void lanChanged() {
        meetingsMayDiffer = true;
    }

    void died(SimulatedRouter router) {
        meetingsMayDiffer = true;
        for (@Nullable Timer[] group : timers[router.number()]) {
            Arrays.fill(group, null);
        }
    }

    void foreignChanged(SimulatedRouter router) {
        changes++;
        restartMeetings(router.number());
    }

    /** A node is about to read new settings of a group. */
    void reconfiguring(SimulatedNode node, int group) {
        restartMeetings(node.number());
        // The timer that all waited for may be that of a member that leaves; then the group finds itself late.
        mayWait(node, group, READING_ON_NANOS);
        if (scenario.groups().get(group).version() == ProtocolVersion.V2) {
            // It waits for the longer one of both intervals, from now on.
            mayWait(node, group, later(3 * scenario.longestIntervalNanos(group) + 1_000_000_000L));
        }
    }

    /** A node that was frozen goes on. */
    void thawing(SimulatedNode node) {
        meetingsMayDiffer = true;
        for (int group = 0; group < scenario.groups().size(); group++) {
            mayWait(node, group, READING_ON_NANOS);
        }
    }

    private void mayWait(SimulatedNode node, int group, long nanos) {
        for (@Nullable Timer timer : timers[node.number()][group]) {
            if (timer != null) {
                timer.latest = Math.max(timer.latest, scheduler.now() + nanos);
            }
        }
    }

    /** A virtual router is about to read a valid advertisement. */
    void hears(SimulatedNode node, int group, int member, VirtualRouter router, Advertisement advertisement) {
        if (advertisement.priority() instanceof Resignation) {
            resignationHeard[node.number()][group] = scheduler.now();
        }
        @Nullable Timer[] ofGroup = timers[node.number()][group];
        Timer timer = ofGroup[member];
        if (timer == null || !(router.role() instanceof Role.Backup)) {
            return;
        }
        int own = router.effectivePriority().value();
        int priority = advertisement.priority().wireValue();
        VirtualRouterConfig config = router.config();
        long now = scheduler.now();
        if (priority == 0) {
            for (int other = 0; other < MOST_MEMBERS; other++) {
                Timer resigned = ofGroup[other];
                VirtualRouterConfig of = node.running(group, other);
                if (resigned != null && of != null) {
                    long latest = now + later(skew(of, resigned.longestInterval));
                    resigned.earliest = Math.min(resigned.earliest, now + earlier(skew(of, resigned.shortestInterval)));
                    if (other == member) {
                        resigned.latest = latest;
                    } else if (resigned.hasTheMasterOf(timer)) {
                        resigned.latest = Math.min(resigned.latest, latest);
                    }
                }
            }
            timer.earliest = now + earlier(skew(config, timer.shortestInterval));
            return;
        }
        timer.hears(advertisement.source(), now);
        boolean discarded = config.preempt() && priority < own;
        if (discarded && config.preemptDelay().isZero()) {
            return;
        }
        long interval = config.version() == ProtocolVersion.V3
                ? advertisement.interval().nanos()
                : config.interval().nanos();
        long masterDown = masterDown(config, interval);
        if (discarded) {
            timer.latest = Math.max(timer.latest, now + later(masterDown));
            timer.shortestInterval = Math.min(timer.shortestInterval, interval);
            timer.longestInterval = Math.max(timer.longestInterval, interval);
            timer.earliest = Math.min(timer.earliest, now + earlier(masterDown));
        } else {
            timer.learn(interval);
            timer.latest = now + later(masterDown);
            timer.earliest = now + earlier(masterDown);
        }
    }

    /** A virtual router is about to send. */
    void speaks(
            SimulatedNode node,
            int group,
            int member,
            @Nullable VirtualRouter was,
            VirtualRouter router,
            AdvertisedPriority priority) {
        boolean wasMaster = false;
        if (was != null && was.role() instanceof Role.Master) {
            wasMaster = true;
            require(
                    scheduler.now() - lastSent[node.number()][group][member]
                            <= later(3 * was.config().interval().nanos()),
                    node,
                    () -> was.config().name() + " says nothing after a silence in which another may have been elected");
        }
        require(
                wasMaster || router.role() instanceof Role.Master,
                node,
                () -> router.config().name() + " speaks only as Master");
        lastSent[node.number()][group][member] = scheduler.now();
        if (priority instanceof Resignation) {
            lastResigned[node.number()][group][member] = scheduler.now();
        }
        sent++;
    }

    /** A virtual router has changed its state; it was {@code was} before the step and is {@code router} after it. */
    void changes(
            SimulatedNode node,
            int group,
            int member,
            VirtualRouter was,
            VirtualRouter router,
            VirtualRouterAction.StateChanged change) {
        changes++;
        meetingsMayDiffer = true;
        if (change.from() == State.BACKUP && change.to() == State.MASTER) {
            Timer timer = timers[node.number()][group][member];
            require(
                    timer != null && scheduler.now() >= timer.earliest,
                    node,
                    () -> router.config().name()
                            + " takes over when its Master has been silent for three intervals and the skew time, has"
                            + " resigned, or is worse while preemption is on; now it does for " + change.reason());
        }
        boolean stops = change.to() == State.INITIALIZE || change.to() == State.FAULT;
        if (change.from() == State.MASTER && stops && node.isWanted(group, member)) {
            require(
                    lastResigned[node.number()][group][member] == scheduler.now(),
                    node,
                    () -> router.config().name() + ": a Master that stops or fails resigns");
        }
        timers[node.number()][group][member] = null;
        if (change.to() == State.BACKUP) {
            VirtualRouterConfig config = router.config();
            Timer timer = new Timer();
            // One that gave way has heard the better Master already, whose interval may be another one; the others
            // begin with
            // their own settings, which the same step may have changed.
            VirtualRouterConfig before = was.config();
            if (router.role() instanceof Role.Backup backup && backup.lastHeard() != null) {
                timer.learn(backup.masterInterval().nanos());
                if (backup.incumbent() != null) {
                    timer.hears(backup.incumbent().source(), scheduler.now());
                }
            } else {
                timer.shortestInterval =
                        Math.min(before.interval().nanos(), config.interval().nanos());
                timer.longestInterval =
                        Math.max(before.interval().nanos(), config.interval().nanos());
            }
            timer.earliest = scheduler.now()
                    + earlier(Math.min(
                            masterDown(before, timer.shortestInterval), masterDown(config, timer.shortestInterval)));
            if (resignationHeard[node.number()][group] == scheduler.now()) {
                // One that was late has read it as a Backup.
                timer.earliest = scheduler.now() + earlier(skew(config, timer.shortestInterval));
            }
            timer.latest = scheduler.now()
                    + later(Math.max(
                            masterDown(before, timer.longestInterval), masterDown(config, timer.longestInterval)));
            timers[node.number()][group][member] = timer;
        }
    }

    /** What must be true of a group of ours after each of its steps. */
    void stepped(SimulatedNode node, int number, ElectionGroup group) {
        State common = null;
        for (VirtualRouter member : group.members().values()) {
            State state = member.role().state();
            require(
                    common == null || common == state,
                    node,
                    () -> "the group is together; it is "
                            + group.members().values().stream()
                                    .map(router -> router.role().state())
                                    .toList());
            common = state;
            String name = member.config().name();
            switch (member.role()) {
                case Role.Master _ ->
                    require(
                            node.kernel().hasRefused(name)
                                    || isLate(node, number, member.config())
                                    || node.kernel().holds(name, member.config().advertisedAddresses()),
                            node,
                            () -> name + ": a Master holds its addresses");
                case Role.Resigning _ -> {}
                case Role.Backup _, Role.Fault _, Role.Initialize _ ->
                    require(!node.kernel().holdsAny(name), node, () -> name + ": only a Master holds an address");
            }
        }
        if (common == State.BACKUP || common == State.MASTER) {
            require(group.nextDeadline().isPresent(), node, () -> "there is a next deadline");
        }
        if (node.running(number, 0) == null) {
            throw new AssertionError("the first member always stays");
        }
    }

    /** Whether a Master has been frozen so long that the kernel may have taken its addresses; it has not noticed yet. */
    private boolean isLate(SimulatedNode node, int group, VirtualRouterConfig config) {
        long last = lastSent[node.number()][group][Scenario.memberOf(config, group)];
        return scheduler.now() - last > earlier(3 * config.interval().nanos());
    }

    /** After each event. */
    void afterEvent() {
        if (meetingsMayDiffer) {
            meetingsMayDiffer = false;
            List<Meeting> present = meetings();
            meetings.removeIf(old -> present.stream().noneMatch(old::isSame));
            present.stream()
                    .filter(meeting -> meetings.stream().noneMatch(meeting::isSame))
                    .forEach(meetings::add);
        }
    }

    /** From time to time: what has not happened although it should have. */
    void tick() {
        for (Meeting meeting : meetings) {
            if (lan.losesNothing() && scheduler.now() - meeting.since() > meetingBound(meeting.group())) {
                throw new AssertionError("%s and %s have both been Master of %s for %.6f s and hear each other"
                        .formatted(
                                SimulatedRouter.name(meeting.a()),
                                SimulatedRouter.name(meeting.b()),
                                Scenario.name(meeting.group(), meeting.member()),
                                (scheduler.now() - meeting.since()) / 1e9));
            }
        }
        for (SimulatedRouter router : routers) {
            if (router instanceof SimulatedNode node && node.process().isRunning()) {
                for (int group = 0; group < scenario.groups().size(); group++) {
                    tick(node, group);
                }
            }
        }
    }

    private void tick(SimulatedNode node, int group) {
        long latest = Long.MIN_VALUE;
        for (int member = 0; member < MOST_MEMBERS; member++) {
            Timer timer = timers[node.number()][group][member];
            VirtualRouterConfig config = node.running(group, member);
            if (config != null && timer != null) {
                latest = Math.max(latest, timer.latest);
            }
            if (config != null && node.isMaster(group, member)) {
                require(
                        scheduler.now() - lastSent[node.number()][group][member]
                                <= later(config.interval().nanos()) + WAKE_NANOS,
                        node,
                        () -> config.name() + ": a Master advertises once in an interval");
            }
        }
        if (node.state(group).orElse(State.INITIALIZE) == State.BACKUP) {
            require(
                    scheduler.now() <= latest + WAKE_NANOS,
                    node,
                    () -> "a Backup of " + Scenario.name(group, 0)
                            + " whose Master is silent or has resigned takes over");
        }
    }

    /** The loser hears the winner's next word, or, where its first member does not, the one after its patience. */
    private long meetingBound(int group) {
        return later(scenario.longestIntervalNanos(group) + scenario.patienceNanos(group))
                + 2 * scenario.maxDelayNanos()
                + 2 * WAKE_NANOS;
    }

    private void restartMeetings(int node) {
        meetings.removeIf(meeting -> meeting.a() == node || meeting.b() == node);
        meetingsMayDiffer = true;
    }

    /** From now on nothing is lost. */
    void healed() {
        meetings.clear();
        meetingsMayDiffer = true;
    }

    private List<Meeting> meetings() {
        List<Meeting> present = new ArrayList<>();
        for (int group = 0; group < scenario.groups().size(); group++) {
            List<Integer> cards = scenario.groups().get(group).cards();
            for (int member = 0; member < cards.size(); member++) {
                List<SimulatedRouter> masters = masters(group, member);
                for (int i = 0; i < masters.size(); i++) {
                    for (int j = i + 1; j < masters.size(); j++) {
                        int a = masters.get(i).number();
                        int b = masters.get(j).number();
                        if (hearEachOther(masters.get(i), masters.get(j), group, member)) {
                            present.add(new Meeting(group, member, a, b, scheduler.now()));
                        }
                    }
                }
            }
        }
        return present;
    }

    /** Those that run and are Master. */
    List<SimulatedRouter> masters(int group, int member) {
        List<SimulatedRouter> masters = new ArrayList<>();
        for (SimulatedRouter router : routers) {
            if (router.process().isRunning() && router.isMaster(group, member)) {
                masters.add(router);
            }
        }
        return masters;
    }

    private boolean hearEachOther(SimulatedRouter one, SimulatedRouter other, int group, int member) {
        int card = scenario.groups().get(group).cards().get(member);
        VirtualRouterConfig first = Objects.requireNonNull(one.running(group, member));
        VirtualRouterConfig second = Objects.requireNonNull(other.running(group, member));
        return lan.isHeard(one.number(), other.number(), card)
                && lan.isHeard(other.number(), one.number(), card)
                && (first.version() == ProtocolVersion.V3 || first.interval().equals(second.interval()));
    }

    private static long masterDown(VirtualRouterConfig config, long interval) {
        return 3 * interval + skew(config, interval);
    }

    private static long skew(VirtualRouterConfig config, long interval) {
        long base = config.version() == ProtocolVersion.V2 ? 1_000_000_000L : interval;
        return base * (256 - config.priority().value()) / 256;
    }

    /** A time on the fastest clock. */
    private static long earlier(long nanos) {
        return nanos - nanos / 1000;
    }

    /** A time on the slowest clock. */
    private static long later(long nanos) {
        return nanos + nanos / 1000;
    }
}
