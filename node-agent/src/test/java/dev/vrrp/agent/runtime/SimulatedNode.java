package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node with a kernel and a wire of its own, on a clock that stands until it is moved; all on the test's thread. */
final class SimulatedNode implements Segments, AddressLeases, InterfaceSettings, ReportListener {
    MonotonicInstant now = new MonotonicInstant(1_000_000_000L);
    /** All frames but {@link #questions}. */
    final List<byte[]> sent = new ArrayList<>();
    /** ARP probes and neighbour solicitations. */
    final List<byte[]> questions = new ArrayList<>();
    /** The last one to each destination. */
    final Map<InetAddress, byte[]> packets = new LinkedHashMap<>();

    final Map<InterfaceAddress, Integer> addresses = new LinkedHashMap<>();
    final List<String> journal = new ArrayList<>();
    final Map<String, Link> links = new LinkedHashMap<>();
    final List<RouterReport.Change> changes = new ArrayList<>();
    Duration remaining = Duration.ofSeconds(3);
    final List<List<ForeignRouter>> foreign = new ArrayList<>();
    final List<Map<Integer, Map<InterfaceAddress, Duration>>> refreshes = new ArrayList<>();
    /** What another program has set. */
    final Set<InterfaceAddress> othersAddresses = new HashSet<>();

    final List<AddressRestoration> restorations = new ArrayList<>();
    private final Set<Integer> prepared = new HashSet<>();
    int holds;

    @Nullable
    String refusal;
    /** The kernel does not take these. */
    final Set<InterfaceAddress> refusedAddresses = new HashSet<>();

    @Nullable
    NodeReport report;
    /** What was held while {@link #report} was told. */
    Set<InterfaceAddress> heldWhenReported = Set.of();

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final SegmentTable segments = new SegmentTable(
            this, this, Runnable::run, tasks::add, this::reception, name -> engine().segmentChanged(name));
    private final FrameGate gate = new FrameGate(() -> now);
    private final VrrpEngine engine = new VrrpEngine(
            () -> now,
            this,
            links,
            segments,
            new LeaseKeeper(this),
            new AddressCarriers(new NoVirtualInterfaces(), Runnable::run),
            gate,
            new RouterHistory(() -> Instant.EPOCH.plusNanos(now.nanos()), this));

    private final Map<String, Reception> receptions = new HashMap<>();

    /** Takes the frames of an interface. */
    Reception reception(String interfaceName) {
        return new Reception(interfaceName, gate, engine(), task -> {
            task.run();
            return true;
        });
    }

    FrameGate gate() {
        return gate;
    }

    VrrpEngine engine() {
        return engine;
    }

    static Link link(String name, int index, boolean up, String... addresses) {
        return new Link(
                name,
                index,
                up,
                0x02_00_00_00_00_00L + index,
                1500,
                List.of(addresses).stream().map(InterfaceAddress::parse).toList());
    }

    static VirtualRouterConfig router(String name, int vrid, String interfaceName, String address, String... tracked) {
        return new VirtualRouterConfig(
                name,
                AddressFamily.IPV4,
                new VirtualRouterId(vrid),
                ProtocolVersion.V3,
                interfaceName,
                new Priority(100),
                AdvertisementInterval.ofSeconds(1),
                true,
                Duration.ZERO,
                List.of(InterfaceAddress.parse(address)),
                Transport.MULTICAST,
                List.of(),
                ChecksumMode.PSEUDO_HEADER,
                new Authentication.None(),
                false,
                List.of(tracked).stream()
                        .map(other -> new TrackedInterface(other, 0))
                        .toList());
    }

    static AgentConfiguration configuration(VirtualRouterConfig... routers) {
        return new AgentConfiguration(
                1,
                List.of(routers).stream()
                        .map(router -> new AgentConfiguration.Group(router.name(), List.of(router)))
                        .toList());
    }

    void configure(VirtualRouterConfig... routers) {
        configure(configuration(routers));
    }

    void configure(AgentConfiguration configuration) {
        engine.configure(configuration);
        settle();
    }

    /** A frame arrives. */
    void hears(String interfaceName, byte[] frame) {
        receptions.computeIfAbsent(interfaceName, this::reception).captured(frame);
        settle();
    }

    /** A frame arrives that the gate might have left out. */
    void hearsInSpiteOfTheGate(String interfaceName, byte[] frame) {
        engine.received(interfaceName, AdvertisementDecoder.decode(frame));
        settle();
    }

    /** All in one group. */
    void configureGroup(VirtualRouterConfig... routers) {
        engine.configure(new AgentConfiguration(1, List.of(new AgentConfiguration.Group("vg-1", List.of(routers)))));
        settle();
    }

    void links(Link... present) {
        engine.linksChanged(List.of(present));
        settle();
    }

    /** Runs what other threads have brought to the loop. */
    private void settle() {
        engine.deadlineReached(now);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            engine.deadlineReached(now);
        }
    }

    /** Another program takes an address off its interface. */
    void loses(InterfaceAddress address) {
        int linkIndex = Objects.requireNonNull(addresses.remove(address));
        hearsOfRemoval(linkIndex, address);
    }

    /** The kernel tells that an address was taken off an interface. */
    void hearsOfRemoval(int linkIndex, InterfaceAddress address) {
        engine.addressChanged(linkIndex, address.address(), true);
        settle();
    }

    /** Moves the clock on, delivering every deadline on the way. */
    void advance(Duration duration) {
        MonotonicInstant end = now.plusNanos(duration.toNanos());
        for (var next = engine.nextDeadline();
                next.isPresent() && !next.get().isAfter(end);
                next = engine.nextDeadline()) {
            now = MonotonicInstant.later(now, next.get());
            engine.deadlineReached(now);
            settle();
        }
        now = end;
    }

    /** The process does not run for a while. */
    void freeze(Duration duration) {
        now = now.plusNanos(duration.toNanos());
        engine.deadlineReached(now);
    }

    private static boolean isQuestion(byte[] frame) {
        boolean arpProbe = frame[12] == 0x08 && frame[13] == 0x06 && frame[28] == 0;
        boolean solicitation = frame[12] == (byte) 0x86 && frame[20] == 58 && frame[54] == (byte) 135;
        return arpProbe || solicitation;
    }

    @Override
    public Segment open(Link link, FrameListener listener) throws IOException {
        journal.add("open " + link.name());
        if (refusal != null) {
            throw new IOException(refusal);
        }
        return new Segment() {
            @Override
            public void send(byte[] frame) {
                (isQuestion(frame) ? questions : sent).add(frame);
            }

            @Override
            public void sendPacket(byte[] packet, InetAddress destination) {
                packets.put(destination, packet);
            }

            @Override
            public void close() {
                journal.add("close " + link.name());
            }
        };
    }

    @Override
    public Outcome hold(int linkIndex, Map<InterfaceAddress, Duration> leases) {
        Set<InterfaceAddress> added = new HashSet<>(leases.keySet());
        Set<InterfaceAddress> refused = new HashSet<>(othersAddresses);
        refused.retainAll(added);
        added.removeAll(refused);
        Map<InterfaceAddress, String> impossible = new HashMap<>();
        added.stream()
                .filter(refusedAddresses::contains)
                .forEach(address -> impossible.put(address, "Operation not permitted"));
        added.removeAll(impossible.keySet());
        added.removeIf(address -> Integer.valueOf(linkIndex).equals(addresses.put(address, linkIndex)));
        return new Outcome(added, refused, impossible);
    }

    @Override
    public void refresh(Map<Integer, Map<InterfaceAddress, Duration>> leases) {
        refreshes.add(leases);
    }

    @Override
    public void release(int linkIndex, Collection<InterfaceAddress> released) {
        released.forEach(addresses::remove);
    }

    @Override
    public List<Held> held() {
        return addresses.entrySet().stream()
                .map(entry -> new Held(entry.getValue(), entry.getKey(), remaining))
                .toList();
    }

    @Override
    public void prepare(int linkIndex, boolean sharesLan) {
        journal.add("prepare " + linkIndex);
        prepared.add(linkIndex);
    }

    @Override
    public void restore(int linkIndex) {
        journal.add("restore " + linkIndex);
        prepared.remove(linkIndex);
    }

    @Override
    public Set<Integer> changed() {
        return Set.copyOf(prepared);
    }

    @Override
    public void reported(NodeReport latest) {
        report = latest;
        heldWhenReported = Set.copyOf(addresses.keySet());
    }

    @Override
    public void foreignRoutersChanged(List<ForeignRouter> routers) {
        foreign.add(routers);
    }

    @Override
    public void addressRestored(AddressRestoration restoration) {
        restorations.add(restoration);
    }

    @Override
    public void changed(RouterReport router, RouterReport.Change change) {
        changes.add(change);
    }
}
