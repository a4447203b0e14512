package dev.vrrp.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.Environment;
import dev.vrrp.agent.protocol.fsm.GroupTransition;
import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementCheck;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.GratuitousArp;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node: one group, a card for each member, a process that may be dead or frozen, and a kernel that outlives it. */
final class SimulatedNode {
    private static final int BACKLOG_FRAMES = 256;
    private static final long MAX_WAKE_DELAY_NANOS = 500_000L;

    private final int number;
    private final Scenario scenario;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final SimulatedLan lan;
    private final Trace trace;
    private final Observer observer;
    private final SimulatedKernel kernel;
    /** Every node's clock has its own origin; this one may overflow during the run. */
    private final long clockOrigin;

    private final List<VirtualRouterConfig> configs;
    private final Map<String, Integer> cards = new LinkedHashMap<>();
    private final List<Runnable> backlog = new ArrayList<>();
    private Life process = Life.DEAD;
    private @Nullable ElectionGroup group;
    private @Nullable MonotonicInstant armed;
    private boolean startAgain;
    private int incarnation;
    private int identification;

    enum Life {
        RUNNING,
        FROZEN,
        DEAD
    }

    /** Hears what a node does. */
    interface Observer {
        void stateChanged(SimulatedNode node, String member, VirtualRouterAction.StateChanged change);

        void sent(SimulatedNode node, String member);
    }

    SimulatedNode(
            int number,
            Scenario scenario,
            Scheduler scheduler,
            RandomGenerator random,
            SimulatedLan lan,
            Trace trace,
            Observer observer) {
        this.number = number;
        this.scenario = scenario;
        this.scheduler = scheduler;
        this.random = random;
        this.lan = lan;
        this.trace = trace;
        this.observer = observer;
        configs = IntStream.range(0, scenario.members())
                .mapToObj(member -> scenario.config(number, member))
                .toList();
        clockOrigin = Long.MAX_VALUE - random.nextLong(60_000_000_000L);
        kernel = new SimulatedKernel(scheduler, random, 3 * scenario.intervalNanos(), scenario.intervalNanos());
        for (int member = 0; member < scenario.members(); member++) {
            int card = member;
            cards.put(config(member).name(), card);
            lan.plug(new SimulatedLan.Port(
                    number, card, segment(card), (frame, sent) -> arrive(() -> read(card, frame, sent))));
        }
    }

    String name() {
        return "node-" + (char) ('a' + number);
    }

    Life process() {
        return process;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    Optional<ElectionGroup> group() {
        return Optional.ofNullable(group);
    }

    /** The state of all members; empty if there is no process or they differ. */
    Optional<State> state() {
        State common = null;
        for (VirtualRouter member :
                group == null ? List.<VirtualRouter>of() : group.members().values()) {
            State state = member.role().state();
            if (common != null && common != state) {
                return Optional.empty();
            }
            common = state;
        }
        return Optional.ofNullable(common);
    }

    boolean isMaster() {
        return state().equals(Optional.of(State.MASTER));
    }

    VirtualRouterConfig config(int member) {
        return configs.get(member);
    }

    long mac(int card) {
        return 0x0200_0000_0000L + (number + 1) * 0x100L + card;
    }

    /** Starts the process, as soon as the one before has ended. */
    void start() {
        if (process != Life.DEAD) {
            startAgain = true;
            return;
        }
        startAgain = false;
        incarnation++;
        process = Life.RUNNING;
        List<VirtualRouter> routers = new ArrayList<>();
        boolean holdsAll = true;
        for (int member = 0; member < scenario.members(); member++) {
            VirtualRouterConfig config = config(member);
            routers.add(VirtualRouter.initial(config, environment(member)));
            holdsAll &=
                    config.advertisedAddresses().stream().allMatch(address -> kernel.isLeased(config.name(), address));
        }
        trace.add(name(), holdsAll ? "starts, its addresses are still leased" : "starts");
        boolean holdsAddresses = holdsAll;
        group = ElectionGroup.of("vg1", routers);
        step(started -> started.startup(holdsAddresses, clock()));
    }

    /** The process ends at once. */
    void kill() {
        if (process != Life.DEAD) {
            trace.add(name(), "is killed");
            die();
        }
    }

    /** The process is asked to end. */
    void stop() {
        trace.add(name(), "is stopped");
        arrive(() -> step(running -> running.shutdown(clock())));
    }

    void freeze() {
        if (process == Life.RUNNING) {
            trace.add(name(), "freezes");
            process = Life.FROZEN;
        }
    }

    /** The process goes on: it looks at its timer first, or reads first what came meanwhile. */
    void thaw(boolean wakesBeforeItReads) {
        if (process != Life.FROZEN) {
            return;
        }
        trace.add(name(), "thaws, " + backlog.size() + " frames and signals are waiting");
        process = Life.RUNNING;
        List<Runnable> waiting = List.copyOf(backlog);
        backlog.clear();
        int current = incarnation;
        if (wakesBeforeItReads) {
            wake();
        }
        for (Runnable event : waiting) {
            if (incarnation == current && process == Life.RUNNING) {
                event.run();
            }
        }
        wake();
    }

    /** The carrier of a card may have changed. */
    void linksChanged() {
        arrive(() -> {
            for (int member = 0; member < scenario.members(); member++) {
                String name = config(member).name();
                Environment environment = environment(member);
                step(running -> running.step(name, new VirtualRouterEvent.EnvironmentChanged(environment), clock()));
            }
        });
    }

    MonotonicInstant clock() {
        return new MonotonicInstant(clockOrigin + scheduler.now());
    }

    private void die() {
        process = Life.DEAD;
        group = null;
        armed = null;
        backlog.clear();
    }

    private void arrive(Runnable event) {
        switch (process) {
            case RUNNING -> event.run();
            case FROZEN -> {
                if (backlog.size() < BACKLOG_FRAMES) {
                    backlog.add(event);
                }
            }
            case DEAD -> {}
        }
    }

    private void read(int card, byte[] frame, byte[] sent) {
        if (!(AdvertisementDecoder.decode(frame) instanceof DecodeResult.Accepted accepted)) {
            return;
        }
        Advertisement advertisement = accepted.advertisement();
        if (!Arrays.equals(frame, sent)) {
            assertThat(AdvertisementDecoder.decode(sent))
                    .as("a damaged frame is rejected or means the same")
                    .isInstanceOfSatisfying(DecodeResult.Accepted.class, original -> assertThat(advertisement)
                            .isEqualTo(original.advertisement()));
        }
        VirtualRouterConfig config = config(card);
        if (advertisement.vrid().equals(config.vrid())
                && AdvertisementCheck.check(config, accepted).isEmpty()) {
            step(running ->
                    running.step(config.name(), new VirtualRouterEvent.AdvertisementReceived(advertisement), clock()));
        }
    }

    private void wake() {
        step(running -> running.deadlineReached(clock()));
    }

    private void step(Function<ElectionGroup, GroupTransition> event) {
        ElectionGroup before = group;
        if (before == null || process != Life.RUNNING) {
            return;
        }
        GroupTransition transition = event.apply(before);
        group = transition.next();
        for (MemberAction action : transition.actions()) {
            carryOut(before, action);
        }
        if (before.members().values().stream().anyMatch(SimulatedNode::takesPart)
                && transition.next().members().values().stream().noneMatch(SimulatedNode::takesPart)) {
            trace.add(name(), "has stopped");
            die();
            if (startAgain) {
                start();
            }
            return;
        }
        arm();
    }

    private void arm() {
        MonotonicInstant next = group().flatMap(ElectionGroup::nextDeadline).orElse(null);
        if (next == null || next.equals(armed)) {
            return;
        }
        armed = next;
        int current = incarnation;
        long due = next.nanosSince(new MonotonicInstant(clockOrigin));
        scheduler.at(due + random.nextLong(MAX_WAKE_DELAY_NANOS), () -> {
            if (incarnation == current && process == Life.RUNNING) {
                wake();
            }
        });
    }

    private void carryOut(ElectionGroup before, MemberAction memberAction) {
        String member = memberAction.member();
        VirtualRouter router = router(Objects.requireNonNull(group), member);
        VirtualRouterConfig config = router.config();
        switch (memberAction.action()) {
            case VirtualRouterAction.SendAdvertisement _ -> {
                speak(before, router, router.effectivePriority());
                kernel.refresh(member);
            }
            case VirtualRouterAction.SendResignation _ -> {
                trace.add(name(), member + " resigns");
                speak(before, router, new Resignation());
            }
            case VirtualRouterAction.InstallAddresses _ -> kernel.hold(member, config.advertisedAddresses());
            case VirtualRouterAction.RemoveAddresses _ -> kernel.release(member);
            case VirtualRouterAction.AnnounceAddresses _ -> {
                trace.add(name(), member + " announces");
                for (InetAddress address : config.advertisedAddresses()) {
                    transmit(member, GratuitousArp.encode((Inet4Address) address, mac(card(member))));
                }
            }
            case VirtualRouterAction.StateChanged change -> {
                trace.add(name(), member + " " + change.from() + " -> " + change.to() + ": " + change.reason());
                observer.stateChanged(this, member, change);
            }
        }
    }

    /** Sends, and holds the machine to it that only a Master speaks, and never from the past. */
    private void speak(ElectionGroup before, VirtualRouter router, AdvertisedPriority priority) {
        String member = router.config().name();
        Role was = router(before, member).role();
        assertThat(List.of(was.state(), router.role().state()))
                .as("%s %s speaks only as Master", name(), member)
                .contains(State.MASTER);
        if (was instanceof Role.Master master) {
            assertThat(clock().nanosSince(master.lastAdvertisement()))
                    .as("%s %s says nothing after a silence in which another may have been elected", name(), member)
                    .isLessThanOrEqualTo(3 * scenario.intervalNanos());
        }
        observer.sent(this, member);
        InetAddress source = router.environment().source();
        if (source != null) {
            Envelope envelope = Envelope.multicast(AddressFamily.IPV4, mac(card(member)), identification++ & 0xffff);
            transmit(member, AdvertisementEncoder.encode(router.config(), priority, source, envelope));
        }
    }

    private void transmit(String member, byte[] frame) {
        int card = card(member);
        lan.send(number, card, segment(card), frame);
    }

    private Environment environment(int member) {
        InetAddress source = InetAddress.ofLiteral("192.168.1." + (10 * (number + 1) + member));
        boolean up = lan.hasCarrier(number, member);
        return new Environment(source, up ? List.of() : List.of("interface eth" + member + " is down"), 0);
    }

    private int segment(int card) {
        return scenario.oneLan() ? 0 : card;
    }

    private int card(String member) {
        return Objects.requireNonNull(cards.get(member));
    }

    private static VirtualRouter router(ElectionGroup group, String member) {
        return Objects.requireNonNull(group.members().get(member));
    }

    /** Whether a stopped process still has to run for {@code member}: until it has given up its addresses. */
    private static boolean takesPart(VirtualRouter member) {
        return !(member.role() instanceof Role.Initialize);
    }
}
