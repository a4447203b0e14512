package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role.Backup;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.AdvertisementReceived;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupGaveWay;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.GroupMasterResigned;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Shutdown;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The unit of election: one virtual router, or several that are Master together or not at all. The members keep their own
 * timers; the group adds four rules. A fault of one is a fault of all. The group becomes Master when the master down timers
 * of all members have fired. A Master that resigns for one member has resigned for all. And when one member gives way to a
 * better Master, all do.
 */
public final class ElectionGroup {
    private final String name;
    /** In the order of the configuration. */
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
        Map<String, Environment> environments = new LinkedHashMap<>();
        routers.forEach(router -> environments.put(router.config().name(), router.environment()));
        List<String> faults = faultsOf(environments);
        Map<String, VirtualRouter> members = new LinkedHashMap<>();
        routers.forEach(router -> members.put(
                router.config().name(), router.with(router.environment().withFaults(faults))));
        if (members.isEmpty() || members.size() != routers.size()) {
            throw new IllegalArgumentException("group " + name + " needs members, each of another name");
        }
        return new ElectionGroup(name, members, environments, false);
    }

    public String name() {
        return name;
    }

    /** The virtual routers by name, in the order of the configuration. */
    public Map<String, VirtualRouter> members() {
        return Collections.unmodifiableMap(members);
    }

    /** When {@link #deadlineReached} is to be called next; empty: no timer runs. */
    public Optional<MonotonicInstant> nextDeadline() {
        boolean electing = isElecting();
        return members.values().stream()
                .filter(member -> electing || !(member.role() instanceof Backup))
                .flatMap(member -> member.role().nextDeadline().stream())
                .reduce(electing ? MonotonicInstant::later : MonotonicInstant::earlier);
    }

    /** All members take part; {@code holdsAddresses} if all of their addresses are still their own. */
    public GroupTransition startup(boolean holdsAddresses, MonotonicInstant now) {
        return new Step().deliverToAll(new Startup(holdsAddresses), now).done();
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
        boolean elected = isElecting() && nextDeadline().stream().noneMatch(now::isBefore);
        if (elected && !overslept && nextDeadline().stream().anyMatch(due -> Timers.isLateWakeUp(due, now))) {
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

    /** Whether all members watch a Master; then the last of their timers decides. */
    private boolean isElecting() {
        return members.values().stream().allMatch(member -> member.role() instanceof Backup);
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
        private final Map<String, VirtualRouter> routers = new LinkedHashMap<>(members);
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
            List<String> faults = faultsOf(surroundings);
            surroundings.forEach((name, own) -> deliver(name, new EnvironmentChanged(own.withFaults(faults)), now));
        }

        Step putOffElection(MonotonicInstant deadline) {
            routers.replaceAll((member, router) -> VirtualRouterMachine.withMasterDownDeadline(router, deadline));
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
            routers.put(member, transition.next());
            transition.actions().forEach(action -> actions.add(new MemberAction(member, action)));
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
