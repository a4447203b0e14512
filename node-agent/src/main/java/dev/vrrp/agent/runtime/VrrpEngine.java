package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.runtime.EventLoop.Timed.earlier;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.Environment;
import dev.vrrp.agent.protocol.fsm.GroupTransition;
import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.AdvertisementReceived;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.AdvertisementCheck;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.DecodeResult.Rejected;
import dev.vrrp.agent.protocol.wire.NeighborClaim;
import dev.vrrp.agent.protocol.wire.RejectReason;
import dev.vrrp.agent.runtime.AddressLeases.Held;
import dev.vrrp.agent.runtime.Directory.Member;
import dev.vrrp.agent.runtime.FrameGate.Addressee;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to the groups and their actions to the world. Everything here runs on the loop thread. A group waits in
 * Initialize until its segments are open or refused; a group that is no longer configured resigns and stays until it has
 * given up its addresses.
 */
final class VrrpEngine implements EventLoop.Timed {
    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final Logger log = LoggerFactory.getLogger(VrrpEngine.class);

    private final Ticker ticker;
    private final ReportListener listener;
    private final Map<String, Link> links;
    private final SegmentTable segments;
    private final FrameGate gate;
    private final RouterHistory history;
    private final AddressCare addresses;
    private final ConflictWatch conflicts;
    private final ActionExecutor executor;
    private final ForeignWatch foreign;
    private final EarlierRun earlierRun;
    private final LinkHolds holds = new LinkHolds();
    private final Refusals refusals = new Refusals();

    private AgentConfiguration configuration = AgentConfiguration.NOTHING;
    private boolean configured;
    private final List<Running> groups = new ArrayList<>();
    private final Directory directory = new Directory();

    private final DeadlineQueue<Running> deadlines = new DeadlineQueue<>();
    private final Succession succession = new Succession(groups, this::apply);
    private Optional<MonotonicInstant> retry = Optional.empty();
    private Optional<Runnable> ended = Optional.empty();
    /** Whether a group resigns that is then to be forgotten; asked after each event. */
    private boolean retiring;

    private boolean changed;

    VrrpEngine(
            Ticker ticker,
            ReportListener listener,
            Map<String, Link> links,
            SegmentTable segments,
            LeaseKeeper leases,
            AddressCarriers carriers,
            FrameGate gate,
            RouterHistory history) {
        this.ticker = ticker;
        this.listener = listener;
        this.links = links;
        this.segments = segments;
        this.gate = gate;
        this.history = history;
        Announcer announcer = new Announcer(segments, links);
        this.conflicts = new ConflictWatch(announcer, links, directory::router);
        this.addresses = new AddressCare(leases, carriers, announcer, conflicts, history, listener);
        this.executor = new ActionExecutor(segments, addresses, conflicts, links, history, listener, ticker);
        this.foreign = new ForeignWatch(history, listener::foreignRoutersChanged, ticker.now());
        this.earlierRun = new EarlierRun(leases, carriers, links);
    }

    /** Changes to {@code wanted}: routers that stay keep their state, others are started, or resign and end. */
    void configure(AgentConfiguration wanted) {
        configuration = wanted;
        configured = true;
        new Regrouping(groups, this::apply).change(wanted, ticker.now());
        Map<String, AgentConfiguration.Group> missing = new LinkedHashMap<>();
        wanted.groups().forEach(group -> missing.put(group.name(), group));
        for (Running running : List.copyOf(groups)) {
            AgentConfiguration.Group same = missing.get(running.config.name());
            if (same != null && running.goesOnAs(same)) {
                missing.remove(same.name());
                running.config = same;
                running.current = false;
            } else if (!running.retired) {
                running.retired = true;
                retiring = true;
                running.awaitsSuccessor = true;
            }
        }
        for (AgentConfiguration.Group group : missing.values()) {
            groups.add(new Running(group, ElectionGroup.of(group.name(), initial(group))));
        }
        succession.endThoseWithout(ticker.now());
        index();
        forgetEnded();
        foreign.configured(wanted);
        segments.adjust(interfaces(), links);
        refreshEnvironments();
        changed = true;
    }

    void linksChanged(List<Link> present) {
        links.clear();
        present.forEach(link -> links.put(link.name(), link));
        holds.linksChanged(present, ticker.now());
        foreign.linksChanged(present);
        if (configured) {
            segments.adjust(interfaces(), links);
        }
        refreshEnvironments();
        changed = true;
    }

    void segmentChanged(String interfaceName) {
        log.debug("interface {}: opened, refused or lost", interfaceName);
        refreshEnvironments();
        changed = true;
        if (segments.hasRefusals() && retry.isEmpty()) {
            retry = Optional.of(ticker.now().plusNanos(RETRY_NANOS));
        }
    }

    /** Whether a claim is for {@link #claimed}; for any thread. */
    boolean concerns(NeighborClaim claim) {
        return conflicts.concerns(claim);
    }

    /** Somebody on an interface says that an address is its own. */
    void claimed(String interfaceName, NeighborClaim claim) {
        conflicts.heard(interfaceName, claim, ticker.now());
    }

    void received(String interfaceName, DecodeResult decoded) {
        MonotonicInstant now = ticker.now();
        switch (decoded) {
            case Accepted accepted -> {
                conflicts.spoke(interfaceName, accepted.envelope().senderMac(), now);
                accepted(interfaceName, accepted, now);
            }
            case Rejected rejected ->
                foreign.malformed(interfaceName, rejected, addressee(interfaceName, rejected), now);
        }
    }

    /** Somebody else has set {@code address} on an interface, or anybody has taken it away. */
    void addressChanged(int linkIndex, InetAddress address, boolean removed) {
        addresses.changed(linkIndex, address, removed, ticker.now());
    }

    /** All groups resign; {@code whenEnded} runs when the last has given up its addresses. */
    void shutdown(Runnable whenEnded) {
        ended = Optional.of(whenEnded);
        retiring = true;
        for (Running running : groups) {
            running.retired = true;
            running.awaitsSuccessor = false;
            apply(running, running.group.shutdown(ticker.now()));
        }
        forgetEnded();
    }

    @Override
    public Optional<MonotonicInstant> nextDeadline() {
        return earlier(
                earlier(earlier(deadlines.next(), retry), addresses.nextDeadline()),
                earlier(earlier(holds.nextDeadline(), refusals.nextDeadline()), foreign.nextDeadline()));
    }

    /** Comes after every event, whether anything is due or not; what has changed is told at its end, when the kernel has done it. */
    @Override
    public void deadlineReached(MonotonicInstant now) {
        for (Running due : deadlines.takeDue(now)) {
            apply(due, due.group.deadlineReached(now));
        }
        if (retry.isPresent() && !now.isBefore(retry.get())) {
            retry = Optional.empty();
            segments.adjust(interfaces(), links);
        }
        boolean mayTakePart = holds.released(now);
        mayTakePart |= refusals.released(now);
        if (mayTakePart) {
            changed = true;
            refreshEnvironments();
        }
        foreign.deadlineReached(now);
        changed |= addresses.settle(now);
        giveWayWhereRefused(now);
        forgetEnded();
        report();
    }

    private void giveWayWhereRefused(MonotonicInstant now) {
        Map<String, String> refused = addresses.takeRefused();
        if (!refused.isEmpty()) {
            refused.forEach((name, message) -> directory
                    .router(name)
                    .ifPresent(router -> refusals.add(name, linkIndex(router.config()), message, now)));
            refreshEnvironments();
            addresses.settle(now);
            changed = true;
        }
    }

    /** Everything as it is now; on the loop thread. */
    NodeState state() {
        boolean takesPart = configured
                && groups.stream()
                        .filter(running -> !running.retired)
                        .allMatch(running -> running.started && running.current);
        return new NodeState(
                configuration.generation(),
                takesPart,
                List.copyOf(links.values()),
                routers().map(history::state).toList());
    }

    /** How many frames were not taken, or only with a remark, by interface and reason; for any thread. */
    Map<String, Map<RejectReason, Long>> frameCounts() {
        return foreign.counts();
    }

    /** The virtual router of ours that a frame names. */
    private Optional<VirtualRouter> addressee(String interfaceName, Rejected rejected) {
        if (rejected.vrid().isEmpty() || rejected.source().isEmpty()) {
            return Optional.empty();
        }
        Addressee identity = new Addressee(
                interfaceName,
                AddressFamily.of(rejected.source().get()),
                new VirtualRouterId(rejected.vrid().getAsInt()));
        return directory.members(identity).stream()
                .filter(member -> !member.running().retired)
                .flatMap(member -> member.router().stream())
                .findFirst();
    }

    private void accepted(String interfaceName, Accepted accepted, MonotonicInstant now) {
        Advertisement advertisement = accepted.advertisement();
        AddressFamily family = AddressFamily.of(advertisement.source());
        List<Member> members = directory.members(new Addressee(interfaceName, family, advertisement.vrid()));
        if (members.isEmpty()) {
            foreign.unknown(interfaceName, accepted, now);
        }
        for (Member member : members) {
            deliver(member, accepted, now);
        }
    }

    private void deliver(Member member, Accepted accepted, MonotonicInstant now) {
        Optional<VirtualRouter> router = member.router();
        if (router.isEmpty()) {
            return;
        }
        Optional<RejectReason> reason = AdvertisementCheck.check(router.get().config(), accepted);
        // The next Master may be a stranger to what is configured now, and is none to a router that makes room for it.
        boolean remarked = !member.running().retired;
        if (reason.isPresent()) {
            if (remarked) {
                foreign.rejected(router.get(), accepted, reason.get(), now);
            }
            return;
        }
        AdvertisementReceived heard = new AdvertisementReceived(accepted.advertisement());
        apply(member.running(), member.running().group.step(member.name(), heard, now));
        InetAddress source = accepted.advertisement().source();
        history.heard(member.name(), source);
        gate.taken(router.get().config().interfaceName(), source, now);
        if (remarked && !foreign.isKnown(source)) {
            member.router().ifPresent(after -> foreign.taken(after, accepted, now));
        }
    }

    /** Tells each group what its members need to know of the node now, and changes and starts those that waited for it. */
    private void refreshEnvironments() {
        List<Held> earlier = groups.stream().allMatch(running -> running.started) ? List.of() : earlierRun.held();
        for (Running running : groups) {
            for (VirtualRouter router : List.copyOf(running.group.members().values())) {
                step(running, router.config().name(), new EnvironmentChanged(environment(router.config())));
            }
            boolean ready = !running.retired
                    && running.config.routers().stream()
                            .noneMatch(config -> segments.isOpening(config.interfaceName()));
            if (ready && !running.current) {
                running.current = true;
                apply(running, running.group.reconfigure(initial(running.config), ticker.now()));
                forget();
            }
            if (ready && !running.started) {
                running.started = true;
                apply(
                        running,
                        running.group.startup(
                                succession.takesPlace(running, ticker.now())
                                        || earlierRun.goesOnIn(running.config, earlier),
                                ticker.now()));
            }
        }
        if (configured && groups.stream().allMatch(running -> running.started)) {
            earlierRun.end(routers());
        }
    }

    private List<VirtualRouter> initial(AgentConfiguration.Group group) {
        return group.routers().stream()
                .map(config -> VirtualRouter.initial(config, environment(config)))
                .toList();
    }

    private Environment environment(VirtualRouterConfig config) {
        MonotonicInstant now = ticker.now();
        Optional<String> refusal = refusals.remark(config.name(), linkIndex(config), now);
        return NodeEnvironment.of(config, links, name -> holds.remark(name, now), refusal.orElse(null), segments);
    }

    private int linkIndex(VirtualRouterConfig config) {
        Link card = links.get(config.interfaceName());
        return card == null ? 0 : card.index();
    }

    private void step(Running running, String member, VirtualRouterEvent event) {
        apply(running, running.group.step(member, event, ticker.now()));
    }

    private void apply(Running running, GroupTransition transition) {
        ElectionGroup before = running.group;
        running.group = transition.next();
        for (MemberAction action : transition.actions()) {
            running.group
                    .member(action.member())
                    .or(() -> before.member(action.member()))
                    .ifPresent(router -> executor.execute(router, action.action()));
            changed |= action.action() instanceof StateChanged;
        }
        Optional<MonotonicInstant> next = running.group.nextDeadline();
        if (next.isPresent()) {
            deadlines.schedule(running, next.get());
        }
    }

    private void forgetEnded() {
        if (!retiring) {
            return;
        }
        boolean forgotten = groups.removeIf(running -> running.retired
                && running.group.members().values().stream()
                        .allMatch(router -> router.role() instanceof Role.Initialize));
        if (forgotten) {
            forget();
        }
        if (groups.isEmpty()) {
            ended.ifPresent(Runnable::run);
        }
        retiring = groups.stream().anyMatch(running -> running.retired);
    }

    /** Forgets the virtual routers that are gone. */
    private void forget() {
        index();
        Set<String> names = routers().map(router -> router.config().name()).collect(Collectors.toSet());
        history.retain(names);
        refusals.retain(names);
        segments.adjust(interfaces(), links);
        changed = true;
    }

    private void index() {
        directory.index(groups);
        gate.configured(directory.addressees(), configuration.knownSources());
        conflicts.configured(routers().map(VirtualRouter::config).toList());
    }

    private Set<String> interfaces() {
        Stream<VirtualRouterConfig> wanted = groups.stream()
                .filter(running -> !running.retired)
                .flatMap(running -> running.config.routers().stream());
        return Stream.concat(wanted, routers().map(VirtualRouter::config))
                .map(VirtualRouterConfig::interfaceName)
                .collect(Collectors.toSet());
    }

    private Stream<VirtualRouter> routers() {
        return groups.stream().map(running -> running.group.members().values()).flatMap(Collection::stream);
    }

    private void report() {
        if (changed) {
            changed = false;
            listener.reported(new NodeReport(
                    configuration.generation(),
                    List.copyOf(links.values()),
                    routers().map(history::report).toList(),
                    addresses.problems()));
        }
    }
}
