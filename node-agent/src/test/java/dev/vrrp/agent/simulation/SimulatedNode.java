package dev.vrrp.agent.simulation;

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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node of ours: its groups, a card on each segment, a process, and a kernel that outlives it. */
final class SimulatedNode implements SimulatedRouter {
    private static final long MAX_WAKE_DELAY_NANOS = 500_000L;

    private final int number;
    private final Scenario scenario;
    private final Core core;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final SimulatedLan lan;
    private final Trace trace;
    private final Watch watch;
    private final SimulatedClock clock;
    private final SimulatedKernel kernel;
    private final SimulatedProcess process;
    private final List<Hosted> groups = new ArrayList<>();
    private boolean stopping;
    private boolean startAgain;
    private int identification;

    /** A group as this node has it. */
    private static final class Hosted {
        private final int number;
        private Settings settings;
        private @Nullable ElectionGroup group;
        private @Nullable MonotonicInstant armed;

        Hosted(int number, Settings settings) {
            this.number = number;
            this.settings = settings;
        }
    }

    SimulatedNode(
            int number,
            Scenario scenario,
            Core core,
            Scheduler scheduler,
            RandomGenerator random,
            SimulatedLan lan,
            Trace trace,
            Watch watch) {
        this.number = number;
        this.scenario = scenario;
        this.core = core;
        this.scheduler = scheduler;
        this.random = random;
        this.lan = lan;
        this.trace = trace;
        this.watch = watch;
        clock = new SimulatedClock(
                Long.MAX_VALUE - random.nextLong(60_000_000_000L),
                scenario.routers().get(number).clockErrorPpm());
        kernel = new SimulatedKernel(scheduler, random);
        process = new SimulatedProcess(scheduler);
        for (int group = 0; group < scenario.groups().size(); group++) {
            groups.add(new Hosted(group, scenario.groups().get(group).settings()));
        }
        for (int segment = 0; segment < scenario.segments(); segment++) {
            int card = segment;
            lan.plug(
                    card, new SimulatedLan.Port(number, (frame, sent) -> process.offer(() -> read(card, frame, sent))));
        }
    }

    @Override
    public String name() {
        return SimulatedRouter.name(number);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public SimulatedProcess process() {
        return process;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    Optional<ElectionGroup> group(int group) {
        return Optional.ofNullable(groups.get(group).group);
    }

    /** The state of all members of {@code group}; empty if there is no process or they differ. */
    Optional<State> state(int group) {
        ElectionGroup running = groups.get(group).group;
        State common = null;
        for (VirtualRouter member :
                running == null ? List.<VirtualRouter>of() : running.members().values()) {
            State state = member.role().state();
            if (common != null && common != state) {
                return Optional.empty();
            }
            common = state;
        }
        return Optional.ofNullable(common);
    }

    /** Whether it is Master of the first group. */
    boolean isMaster() {
        return state(0).equals(Optional.of(State.MASTER));
    }

    /** Whether its settings have the virtual router. */
    boolean isWanted(int group, int member) {
        return member < groups.get(group).settings.members();
    }

    @Override
    public boolean isMaster(int group, int member) {
        VirtualRouter router = router(group, member);
        return router != null && router.role() instanceof Role.Master;
    }

    @Override
    public @Nullable VirtualRouterConfig running(int group, int member) {
        VirtualRouter router = router(group, member);
        return router == null ? null : router.config();
    }

    private @Nullable VirtualRouter router(int group, int member) {
        ElectionGroup running = groups.get(group).group;
        return running == null ? null : running.members().get(Scenario.name(group, member));
    }

    @Override
    public void start() {
        if (!process.isDead()) {
            startAgain = true;
            return;
        }
        startAgain = false;
        stopping = false;
        process.begin();
        trace.add(name(), "starts");
        Set<String> configured = new HashSet<>();
        for (Hosted hosted : groups) {
            List<VirtualRouter> wanted = wanted(hosted);
            wanted.forEach(router -> configured.add(router.config().name()));
            hosted.group = ElectionGroup.of("vg-" + (hosted.number + 1), wanted);
        }
        kernel.releaseOthers(configured);
        for (Hosted hosted : groups) {
            boolean adopts = wanted(hosted).stream()
                    .map(VirtualRouter::config)
                    .allMatch(config -> kernel.canAdopt(
                            config.name(),
                            config.advertisedAddresses(),
                            config.interval().nanos()));
            step(hosted, new Core.Input.Startup(adopts));
        }
    }

    @Override
    public void kill() {
        if (!process.isDead()) {
            trace.add(name(), "is killed");
            die();
        }
    }

    @Override
    public void stop() {
        trace.add(name(), "is stopped");
        process.arrive(() -> {
            stopping = true;
            for (Hosted hosted : groups) {
                step(hosted, new Core.Input.Shutdown());
            }
        });
    }

    @Override
    public void thaw(boolean wakesBeforeItReads) {
        if (process.isFrozen()) {
            trace.add(name(), "thaws, " + process.waiting() + " frames and signals are waiting");
            watch.thawing(this);
            // Wake-ups that came meanwhile were missed.
            groups.forEach(hosted -> hosted.armed = null);
            process.thaw(wakesBeforeItReads, () -> groups.forEach(hosted -> step(hosted, new Core.Input.Woken())));
        }
    }

    @Override
    public void linksChanged() {
        process.arrive(() -> {
            for (Hosted hosted : groups) {
                for (VirtualRouter router : wanted(hosted)) {
                    happened(
                            hosted,
                            router.config().name(),
                            new VirtualRouterEvent.EnvironmentChanged(router.environment()));
                }
            }
        });
    }

    @Override
    public void configure(int group, Settings settings) {
        Hosted hosted = groups.get(group);
        hosted.settings = settings;
        process.arrive(() -> {
            if (!stopping) {
                trace.add(name(), "is configured: vg-" + (group + 1) + " " + hosted.settings);
                watch.reconfiguring(this, group);
                step(hosted, new Core.Input.Reconfigured(wanted(hosted)));
            }
        });
    }

    MonotonicInstant now() {
        return clock.at(scheduler.now());
    }

    private void die() {
        process.end();
        for (Hosted hosted : groups) {
            hosted.group = null;
            hosted.armed = null;
        }
        watch.died(this);
    }

    private List<VirtualRouter> wanted(Hosted hosted) {
        return IntStream.range(0, hosted.settings.members())
                .mapToObj(member -> VirtualRouter.initial(
                        scenario.config(number, hosted.number, member, hosted.settings),
                        environment(card(hosted.number, member))))
                .toList();
    }

    private Environment environment(int card) {
        boolean up = lan.hasCarrier(number, card);
        return new Environment(
                scenario.source(number, card), up ? List.of() : List.of("interface eth" + card + " is down"), 0);
    }

    private void read(int card, byte[] frame, byte[] sent) {
        if (!(AdvertisementDecoder.decode(frame) instanceof DecodeResult.Accepted accepted)) {
            return;
        }
        Advertisement advertisement = accepted.advertisement();
        if (!Arrays.equals(frame, sent)) {
            Watch.require(
                    AdvertisementDecoder.decode(sent) instanceof DecodeResult.Accepted original
                            && original.advertisement().equals(advertisement),
                    this,
                    () -> "a damaged frame is rejected or means the same");
        }
        for (Hosted hosted : groups) {
            for (int member = 0; member < hosted.settings.members(); member++) {
                VirtualRouter router = router(hosted.number, member);
                if (router != null
                        && card(hosted.number, member) == card
                        && advertisement.vrid().equals(router.config().vrid())
                        && AdvertisementCheck.check(router.config(), accepted).isEmpty()) {
                    if (trace.isDetailed()) {
                        trace.add(
                                name(),
                                router.config().name() + " hears priority "
                                        + advertisement.priority().wireValue() + " from "
                                        + advertisement.source().getHostAddress());
                    }
                    watch.hears(this, hosted.number, member, router, advertisement);
                    happened(
                            hosted,
                            router.config().name(),
                            new VirtualRouterEvent.AdvertisementReceived(advertisement));
                }
            }
        }
    }

    private void happened(Hosted hosted, String member, VirtualRouterEvent event) {
        if (hosted.group != null && hosted.group.members().containsKey(member)) {
            step(hosted, new Core.Input.Happened(member, event));
        }
    }

    private void step(Hosted hosted, Core.Input input) {
        ElectionGroup before = hosted.group;
        if (before == null || !process.isRunning()) {
            return;
        }
        GroupTransition transition = core.step(before, input, now());
        hosted.group = transition.next();
        for (MemberAction action : transition.actions()) {
            carryOut(hosted.number, before, transition.next(), action);
        }
        watch.stepped(this, hosted.number, transition.next());
        boolean ended = stopping && groups.stream().allMatch(SimulatedNode::hasEnded);
        if (ended) {
            trace.add(name(), "has stopped");
            die();
            if (startAgain) {
                start();
            }
            return;
        }
        arm(hosted);
    }

    /** As the agent's queue does: a later deadline does not move the wake-up, which then comes too early and is harmless. */
    private void arm(Hosted hosted) {
        ElectionGroup group = hosted.group;
        MonotonicInstant next = group == null ? null : core.nextDeadline(group).orElse(null);
        MonotonicInstant armed = hosted.armed;
        if (next == null || (armed != null && !next.isBefore(armed))) {
            return;
        }
        hosted.armed = next;
        process.at(clock.timeOf(next) + random.nextLong(MAX_WAKE_DELAY_NANOS), () -> {
            if (next.equals(hosted.armed)) {
                hosted.armed = null;
                step(hosted, new Core.Input.Woken());
            }
        });
    }

    private void carryOut(int group, ElectionGroup before, ElectionGroup after, MemberAction memberAction) {
        String name = memberAction.member();
        VirtualRouter was = before.members().get(name);
        VirtualRouter router =
                after.members().containsKey(name) ? after.members().get(name) : was;
        VirtualRouterConfig config = Objects.requireNonNull(router).config();
        int member = Scenario.memberOf(config, group);
        switch (memberAction.action()) {
            case VirtualRouterAction.SendAdvertisement _ -> {
                speak(group, member, was, router, router.effectivePriority());
                if (router.role() instanceof Role.Master) {
                    kernel.hold(name, config.advertisedAddresses(), lease(config));
                }
            }
            case VirtualRouterAction.SendResignation _ -> speak(group, member, was, router, new Resignation());
            case VirtualRouterAction.InstallAddresses _ ->
                kernel.hold(name, config.advertisedAddresses(), lease(config));
            case VirtualRouterAction.RemoveAddresses _ -> kernel.release(name);
            case VirtualRouterAction.AnnounceAddresses _ -> {
                trace.add(name(), name + " announces");
                for (InetAddress address : config.advertisedAddresses()) {
                    int card = card(group, member);
                    lan.send(
                            number,
                            card,
                            GratuitousArp.encode((Inet4Address) address, SimulatedRouter.mac(number, card)));
                }
            }
            case VirtualRouterAction.StateChanged change -> {
                trace.add(name(), name + " " + change.from() + " -> " + change.to() + ": " + change.reason());
                watch.changes(this, group, member, was == null ? router : was, router, change);
            }
        }
    }

    private static long lease(VirtualRouterConfig config) {
        return SimulatedKernel.leaseNanos(config.interval().nanos());
    }

    private void speak(
            int group, int member, @Nullable VirtualRouter was, VirtualRouter router, AdvertisedPriority priority) {
        if (trace.isDetailed() || priority instanceof Resignation) {
            trace.add(name(), router.config().name() + " says priority " + priority.wireValue());
        }
        watch.speaks(this, group, member, was, router, priority);
        InetAddress source = router.environment().source();
        if (source != null) {
            int card = card(group, member);
            identification = (identification + 1) & 0xffff;
            Envelope envelope =
                    Envelope.multicast(AddressFamily.IPV4, SimulatedRouter.mac(number, card), identification);
            lan.send(number, card, AdvertisementEncoder.encode(router.config(), priority, source, envelope));
        }
    }

    private int card(int group, int member) {
        return scenario.groups().get(group).cards().get(member);
    }

    /** Whether a stopped process has nothing to do for a group any more: it has given up its addresses. */
    private static boolean hasEnded(Hosted hosted) {
        return hosted.group == null
                || hosted.group.members().values().stream()
                        .allMatch(member -> member.role() instanceof Role.Initialize);
    }
}
