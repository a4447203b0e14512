package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role.Backup;
import dev.vrrp.agent.protocol.fsm.Role.Incumbent;
import dev.vrrp.agent.protocol.fsm.Role.Initialize;
import dev.vrrp.agent.protocol.fsm.Role.Master;
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
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The unit of election: one virtual router, or several that are Master together or not at all. The members keep their own
 * timers; the group adds six rules. A fault of one is a fault of all. The group becomes Master when the master down timers
 * of all members have fired. A Master that resigns for one member has resigned for all that it has. When one member gives way to a
 * better Master, all do. Where the address has to decide between two nodes, it decides for the first member by name. And one
 * that joins takes the state of the group; one that leaves moves no other.
 */
public final class ElectionGroup {
    private final String name;
    private final Map<String, VirtualRouter> members;
    /** What each member alone knows of the node; the members themselves carry the faults of the whole group. */
    private final Map<String, Environment> environments;
    /** Whether it woke too late to elect and has put that off: it does so once, since it may always be late. */
    private final boolean overslept;
    /** Until when another member than the first waits for an equal rival to give way; null: it has heard none. */
    private final @Nullable MonotonicInstant patienceEnds;

    private ElectionGroup(
            String name,
            Map<String, VirtualRouter> members,
            Map<String, Environment> environments,
            boolean overslept,
            @Nullable MonotonicInstant patienceEnds) {
        this.name = name;
        this.members = members;
        this.environments = environments;
        this.overslept = overslept;
        this.patienceEnds = patienceEnds;
    }

    /** A group in state Initialize. {@code routers} are one or more, each in its own environment. */
    public static ElectionGroup of(String name, Collection<VirtualRouter> routers) {
        Map<String, VirtualRouter> members = byName(name, routers);
        Map<String, Environment> environments = new LinkedHashMap<>();
        members.forEach((member, router) -> environments.put(member, router.environment()));
        List<String> faults = faultsOf(environments);
        members.replaceAll((_, router) -> router.with(router.environment().withFaults(faults)));
        return new ElectionGroup(name, members, environments, false, null);
    }

    /** A group of virtual routers that come from others, with their states: Master if one of them is. */
    public static GroupTransition uniting(String name, Collection<VirtualRouter> routers, MonotonicInstant now) {
        List<VirtualRouter> mastersFirst = routers.stream()
                .sorted(Comparator.comparing(router -> !(router.role() instanceof Master)))
                .toList();
        return of(name, mastersFirst.subList(0, 1)).joinedBy(mastersFirst.subList(1, mastersFirst.size()), now);
    }

    private static Map<String, VirtualRouter> byName(String group, Collection<VirtualRouter> routers) {
        Map<String, VirtualRouter> members = new LinkedHashMap<>();
        routers.forEach(router -> members.put(router.config().name(), router));
        if (members.isEmpty() || members.size() != routers.size()) {
            throw new IllegalArgumentException("group " + group + " needs members, each of another name");
        }
        return members;
    }

    public String name() {
        return name;
    }

    /** The virtual routers by name. */
    public Map<String, VirtualRouter> members() {
        return Collections.unmodifiableMap(members);
    }

    /** The virtual router {@code member}; empty if the group has none of that name. */
    public Optional<VirtualRouter> member(String member) {
        return Optional.ofNullable(members.get(member));
    }

    /** When {@link #deadlineReached} is to be called next; empty: no timer runs. */
    public Optional<MonotonicInstant> nextDeadline() {
        Optional<MonotonicInstant> election = electionDeadline();
        if (election.isPresent()) {
            return election;
        }
        return members.values().stream()
                .map(VirtualRouter::role)
                .filter(role -> !(role instanceof Backup))
                .flatMap(role -> role.nextDeadline().stream())
                .reduce(MonotonicInstant::earlier);
    }

    /**
     * All members take part; {@code holdsAddresses} if all of their addresses are still their own. Nothing happens unless all
     * are in Initialize: one that still resigns has to finish first.
     */
    public GroupTransition startup(boolean holdsAddresses, MonotonicInstant now) {
        Step step = new Step();
        boolean stopped = members.values().stream().allMatch(member -> member.role() instanceof Initialize);
        return stopped ? step.deliverToAll(new Startup(holdsAddresses), now).done() : step.done();
    }

    public GroupTransition shutdown(MonotonicInstant now) {
        return new Step().deliverToAll(new Shutdown(), now).done();
    }

    /** All members end at once, without a word: another group of this node goes on as Master with what they have. */
    public GroupTransition withdraw() {
        Step step = new Step();
        members.keySet().forEach(step::leave);
        return step.done();
    }

    /**
     * Delivers that time has passed. A group that comes to its election late has not been running, and what it has not read
     * yet may say that the Master lives: it reads on for a moment before it believes the silence.
     */
    public GroupTransition deadlineReached(MonotonicInstant now) {
        Step step = new Step();
        Optional<MonotonicInstant> election = electionDeadline();
        boolean elected = election.isPresent() && !now.isBefore(election.get());
        if (elected && !overslept && Timers.isLateWakeUp(election.get(), now)) {
            return step.putOffElection(now.plusNanos(Timers.READING_ON_NANOS)).done(true);
        }
        members.forEach((member, router) -> {
            if (elected || !(router.role() instanceof Backup)) {
                step.deliver(member, new DeadlineReached(), now);
            }
        });
        return step.done(overslept && !elected);
    }

    /** Delivers what concerns one member: an advertisement, its configuration, or its part of the node. */
    public GroupTransition step(String member, VirtualRouterEvent event, MonotonicInstant now) {
        Step step = new Step();
        if (event instanceof EnvironmentChanged changed) {
            step.changeEnvironment(member, changed.environment(), now);
        } else if (!(event instanceof AdvertisementReceived heard)
                || members.size() == 1
                || !step.leavesToFirst(member, heard.advertisement(), now)) {
            step.deliver(member, event, now);
        }
        return step.done();
    }

    /**
     * Changes to {@code wanted}, each in its own environment. A member that stays keeps its state. One that is new joins: as
     * Master where the group is Master, and if it has another one already, the two meet. One that is not wanted
     * gives up its addresses and leaves; it does not resign, since peers that know it as a member yet would take that for all.
     *
     * @throws IllegalArgumentException if no member stays, or one of the same name is not the same virtual router
     */
    public GroupTransition reconfigure(Collection<VirtualRouter> wanted, MonotonicInstant now) {
        Map<String, VirtualRouter> next = byName(name, wanted);
        Step step = new Step();
        // A Master that is late is none to join.
        members.forEach((member, router) -> {
            if (router.role() instanceof Master) {
                step.deliver(member, new DeadlineReached(), now);
            }
        });
        List<String> leaving = members.keySet().stream()
                .filter(member -> !next.containsKey(member))
                .toList();
        if (leaving.size() == members.size()) {
            throw new IllegalArgumentException("group " + name + ": no member stays, it is another group");
        }
        leaving.forEach(step::leave);
        step.surround(next.values());
        next.values().forEach(router -> step.settle(router, now));
        step.shareFaults(now);
        return step.done();
    }

    /** With {@code routers}, of which each comes from another group, and takes the state of this one. */
    public GroupTransition joinedBy(Collection<VirtualRouter> routers, MonotonicInstant now) {
        Step step = new Step();
        step.surround(routers);
        routers.forEach(router -> step.join(router, now));
        step.shareFaults(now);
        return step.done();
    }

    /**
     * Without {@code member}, which goes on in another group as it is; its fault goes with it.
     *
     * @throws IllegalArgumentException if no other member stays
     */
    public GroupTransition leftBy(String member, MonotonicInstant now) {
        if (members.size() == 1) {
            throw new IllegalArgumentException("group " + name + ": no member stays");
        }
        Step step = new Step();
        step.takeOut(member);
        step.shareFaults(now);
        return step.done();
    }

    /** When the last of the timers of the members fires; empty unless all of them watch a Master. */
    private Optional<MonotonicInstant> electionDeadline() {
        MonotonicInstant last = null;
        for (VirtualRouter router : members.values()) {
            if (!(router.role() instanceof Backup backup)) {
                return Optional.empty();
            }
            last = last == null
                    ? backup.masterDownDeadline()
                    : MonotonicInstant.later(last, backup.masterDownDeadline());
        }
        return Optional.ofNullable(last);
    }

    /** The faults of all members, each once. */
    private static List<String> faultsOf(Map<String, Environment> environments) {
        return environments.values().stream()
                .flatMap(environment -> environment.faults().stream())
                .distinct()
                .toList();
    }

    /** One step under way. */
    private final class Step {
        private Map<String, VirtualRouter> routers = members;

        private Map<String, Environment> surroundings = environments;
        private @Nullable MonotonicInstant patience = patienceEnds;
        /** None for most advertisements, and then no list is made. */
        private List<MemberAction> actions = List.of();

        Step deliverToAll(VirtualRouterEvent event, MonotonicInstant now) {
            members.keySet().forEach(member -> deliver(member, event, now));
            return this;
        }

        void deliver(String member, VirtualRouterEvent event, MonotonicInstant now) {
            State before = router(member).role().state();
            step(member, event, now);
            State after = router(member).role().state();
            if (before == State.MASTER && after == State.BACKUP) {
                others(member).forEach(other -> step(other, new GroupGaveWay(), now));
            } else if (after == State.BACKUP && isResignation(event)) {
                others(member).stream()
                        .filter(other -> haveOneMaster(router(member), router(other)))
                        .forEach(other -> step(other, new GroupMasterResigned(), now));
            }
        }

        /**
         * Whether the Masters of two members are one node, as far as can be told. Another router may have taken one of them
         * from a group that knows no better than to give up the rest; it has not resigned. A Master that is merely heard later
         * than the other one's, by a member that is new, is the same.
         */
        private static boolean haveOneMaster(VirtualRouter one, VirtualRouter other) {
            if (!(one.role() instanceof Backup first)
                    || !(other.role() instanceof Backup second)
                    || first.incumbent() == null
                    || second.incumbent() == null) {
                return true;
            }
            long laterNanos =
                    first.incumbent().since().nanosSince(second.incumbent().since());
            Incumbent later = laterNanos > 0 ? first.incumbent() : second.incumbent();
            return !later.successor()
                    || Math.abs(laterNanos)
                            <= Math.max(
                                    Timers.safeSilenceNanos(first.masterInterval()),
                                    Timers.safeSilenceNanos(second.masterInterval()));
        }

        /**
         * Whether {@code member} waits for an equal rival to give way. On another segment the order of the addresses may be
         * another one, and if each member decided for all, both nodes would give way, again and again. A rival that is no
         * group of this kind, or does not hear our first member, is still there when the patience ends; then it stays.
         */
        boolean leavesToFirst(String member, Advertisement advertisement, MonotonicInstant now) {
            VirtualRouter router = router(member);
            if (!VirtualRouterMachine.losesByAddress(router, advertisement, now)
                    || member.equals(Collections.min(routers.keySet()))) {
                return false;
            }
            long patienceNanos = Timers.safeSilenceNanos(router.config().interval());
            long silenceNanos = Math.max(patienceNanos, Timers.safeSilenceNanos(advertisement.interval()));
            if (patience == null || now.nanosSince(patience) > silenceNanos) {
                patience = now.plusNanos(patienceNanos);
            } else if (!now.isBefore(patience)) {
                patience = null;
                return false;
            }
            put(member, VirtualRouterMachine.announcingSoon(router, now));
            return true;
        }

        void changeEnvironment(String member, Environment environment, MonotonicInstant now) {
            if (environment.equals(surroundings.get(member))) {
                return;
            }
            surroundings = new LinkedHashMap<>(surroundings);
            surroundings.put(member, environment);
            shareFaults(now);
        }

        /** Tells every member of the faults of all. */
        void shareFaults(MonotonicInstant now) {
            List<String> faults = faultsOf(surroundings);
            surroundings.forEach((member, own) -> {
                Environment shared = own.withFaults(faults);
                if (!shared.equals(router(member).environment())) {
                    deliver(member, new EnvironmentChanged(shared), now);
                }
            });
        }

        void leave(String member) {
            VirtualRouterMachine.withdraw(router(member)).actions().forEach(action -> add(member, action));
            takeOut(member);
        }

        void takeOut(String member) {
            surroundings = new LinkedHashMap<>(surroundings);
            surroundings.remove(member);
            copy();
            routers.remove(member);
        }

        /** Notes the environments of all first, so that none becomes Master for a moment that joins with one in Fault. */
        void surround(Collection<VirtualRouter> wanted) {
            surroundings = new LinkedHashMap<>(surroundings);
            wanted.forEach(router -> surroundings.put(router.config().name(), router.environment()));
        }

        /** Makes {@code router} a member as it is wanted. */
        void settle(VirtualRouter router, MonotonicInstant now) {
            String member = router.config().name();
            if (!routers.containsKey(member)) {
                join(router, now);
                return;
            }
            VirtualRouterConfig present = router(member).config();
            if (!present.isSameRouter(router.config())) {
                throw new IllegalArgumentException("group " + name + ": " + member + " is another virtual router now");
            }
            if (!present.equals(router.config())) {
                deliver(member, new ConfigurationChanged(router.config()), now);
            }
        }

        /** Each event means something to one role alone: a virtual router that has not run yet, or one from another group. */
        void join(VirtualRouter router, MonotonicInstant now) {
            String member = router.config().name();
            State state = routers.values().iterator().next().role().state();
            put(member, router);
            step(member, new EnvironmentChanged(router.environment().withFaults(faultsOf(surroundings))), now);
            switch (state) {
                case MASTER -> step(member, new GroupIsMaster(), now);
                case BACKUP, FAULT -> {
                    step(member, new Startup(false), now);
                    step(member, new GroupGaveWay(), now);
                }
                case INITIALIZE -> {}
            }
        }

        Step putOffElection(MonotonicInstant deadline) {
            members.forEach(
                    (member, router) -> put(member, VirtualRouterMachine.withMasterDownDeadline(router, deadline)));
            return this;
        }

        GroupTransition done() {
            return done(false);
        }

        GroupTransition done(boolean hasOverslept) {
            return new GroupTransition(new ElectionGroup(name, routers, surroundings, hasOverslept, patience), actions);
        }

        private void step(String member, VirtualRouterEvent event, MonotonicInstant now) {
            Transition transition = VirtualRouterMachine.step(router(member), event, now);
            put(member, transition.next());
            for (VirtualRouterAction action : transition.actions()) {
                add(member, action);
            }
        }

        private void put(String member, VirtualRouter router) {
            if (routers.size() == 1 && routers.containsKey(member)) {
                // the usual case, for each advertisement: the smallest map there is
                routers = Collections.singletonMap(member, router);
                return;
            }
            copy();
            routers.put(member, router);
        }

        /** {@link #routers} is this step's own when it is a map that can be changed, and not the one of the group. */
        @SuppressWarnings("ReferenceEquality")
        private void copy() {
            boolean own = routers != members && routers instanceof LinkedHashMap;
            if (!own) {
                routers = new LinkedHashMap<>(routers);
            }
        }

        private void add(String member, VirtualRouterAction action) {
            if (actions.isEmpty()) {
                actions = new ArrayList<>();
            }
            actions.add(new MemberAction(member, action));
        }

        private VirtualRouter router(String member) {
            VirtualRouter router = routers.get(member);
            if (router == null) {
                throw new IllegalArgumentException("group " + name + " has no member " + member);
            }
            return router;
        }

        private List<String> others(String member) {
            return routers.keySet().stream()
                    .filter(other -> !other.equals(member))
                    .toList();
        }

        private static boolean isResignation(VirtualRouterEvent event) {
            return event instanceof AdvertisementReceived received
                    && received.advertisement().priority() instanceof Resignation;
        }
    }
}
