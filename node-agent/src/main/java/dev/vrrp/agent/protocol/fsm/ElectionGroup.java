package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role.Backup;
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
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The unit of election: one virtual router, or several that are Master together or not at all. The members keep their own
 * timers; the group adds five rules. A fault of one is a fault of all. The group becomes Master when the master down timers
 * of all members have fired. A Master that resigns for one member has resigned for all. When one member gives way to a
 * better Master, all do. And one that joins takes the state of the group; one that leaves moves no other.
 */
public final class ElectionGroup {
    private final String name;
    private final Map<String, VirtualRouter> members;
    /** What each member alone knows of the node; the members themselves carry the faults of the whole group. */
    private final Map<String, Environment> environments;
    /** Whether it woke too late to elect and has put that off: it does so once, since it may always be late. */
    private final boolean overslept;

    private ElectionGroup(
            String name, Map<String, VirtualRouter> members, Map<String, Environment> environments, boolean overslept) {
        this.name = name;
        this.members = members;
        this.environments = environments;
        this.overslept = overslept;
    }

    /** A group in state Initialize. {@code routers} are one or more, each in its own environment. */
    public static ElectionGroup of(String name, Collection<VirtualRouter> routers) {
        Map<String, VirtualRouter> members = byName(name, routers);
        Map<String, Environment> environments = new LinkedHashMap<>();
        members.forEach((member, router) -> environments.put(member, router.environment()));
        List<String> faults = faultsOf(environments);
        members.replaceAll((_, router) -> router.with(router.environment().withFaults(faults)));
        return new ElectionGroup(name, members, environments, false);
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
        MonotonicInstant earliest = electionDeadline().orElse(null);
        for (VirtualRouter member : members.values()) {
            if (!(member.role() instanceof Backup)) {
                MonotonicInstant next = member.role().nextDeadline().orElse(earliest);
                earliest = earliest == null || next == null ? next : MonotonicInstant.earlier(earliest, next);
            }
        }
        return Optional.ofNullable(earliest);
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
        } else {
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
        next.values().forEach(router -> step.settle(router, now));
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
        /** Whether {@link #routers} is this step's own, and may be changed. */
        private boolean copied;

        private Map<String, Environment> surroundings = environments;
        private final List<MemberAction> actions = new ArrayList<>();

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
                others(member).forEach(other -> step(other, new GroupMasterResigned(), now));
            }
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
            surroundings = new LinkedHashMap<>(surroundings);
            surroundings.remove(member);
            VirtualRouterMachine.withdraw(router(member))
                    .actions()
                    .forEach(action -> actions.add(new MemberAction(member, action)));
            copy();
            routers.remove(member);
        }

        /** Makes {@code router} a member as it is wanted. */
        void settle(VirtualRouter router, MonotonicInstant now) {
            String member = router.config().name();
            if (!surroundings.containsKey(member)) {
                join(router, now);
                return;
            }
            VirtualRouterConfig present = router(member).config();
            if (!present.isSameRouter(router.config())) {
                throw new IllegalArgumentException("group " + name + ": " + member + " is another virtual router now");
            }
            surroundings = new LinkedHashMap<>(surroundings);
            surroundings.put(member, router.environment());
            if (!present.equals(router.config())) {
                deliver(member, new ConfigurationChanged(router.config()), now);
            }
        }

        private void join(VirtualRouter router, MonotonicInstant now) {
            String member = router.config().name();
            State state = surroundings.keySet().stream()
                    .map(other -> router(other).role().state())
                    .findFirst()
                    .orElse(State.INITIALIZE);
            surroundings = new LinkedHashMap<>(surroundings);
            surroundings.put(member, router.environment());
            put(member, router.with(router.environment().withFaults(faultsOf(surroundings))));
            switch (state) {
                case MASTER -> step(member, new GroupIsMaster(), now);
                case BACKUP, FAULT -> step(member, new Startup(false), now);
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
            return new GroupTransition(new ElectionGroup(name, routers, surroundings, hasOverslept), actions);
        }

        private void step(String member, VirtualRouterEvent event, MonotonicInstant now) {
            Transition transition = VirtualRouterMachine.step(router(member), event, now);
            put(member, transition.next());
            transition.actions().forEach(action -> actions.add(new MemberAction(member, action)));
        }

        private void put(String member, VirtualRouter router) {
            if (routers.size() == 1 && routers.containsKey(member)) {
                // the usual case, for each advertisement: the smallest map there is
                routers = Collections.singletonMap(member, router);
                copied = false;
                return;
            }
            copy();
            routers.put(member, router);
        }

        private void copy() {
            if (!copied) {
                routers = new LinkedHashMap<>(routers);
                copied = true;
            }
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
