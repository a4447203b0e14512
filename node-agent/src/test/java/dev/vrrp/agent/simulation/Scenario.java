package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.fsm.Timers;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who takes part in a run and what goes wrong. Every router has a card on every segment.
 *
 * @param seed decides everything that the rest leaves open
 * @param crossedAddresses whether the order of the routers' own addresses is another one on every other segment
 */
record Scenario(
        long seed, List<Router> routers, int segments, List<Group> groups, boolean crossedAddresses, FaultPlan plan) {
    private static final long SLACK_NANOS = 10_000_000L;

    /** By group and member. */
    private static final List<List<String>> NAMES = IntStream.rangeClosed(1, 3)
            .mapToObj(group -> IntStream.rangeClosed(1, 3)
                    .mapToObj(member -> "vg-" + group + "-vi-" + member)
                    .toList())
            .toList();

    /** What runs on a router. */
    enum Kind {
        OURS,
        /** Another program of the same RFC; its virtual routers know nothing of groups. */
        FOREIGN,
        /** Another program that knows the groups. */
        FOREIGN_GROUPED
    }

    /**
     * One router.
     *
     * @param clockErrorPpm how much too fast its clock is, in parts of a million
     */
    record Router(Kind kind, int clockErrorPpm) {
        boolean isOurs() {
            return kind == Kind.OURS;
        }
    }

    /**
     * One group, the same on all routers.
     *
     * @param cards the segment of each member that it may have
     */
    record Group(ProtocolVersion version, List<Integer> cards, Settings settings) {
        Group {
            cards = List.copyOf(cards);
        }
    }

    Scenario {
        routers = List.copyOf(routers);
        groups = List.copyOf(groups);
    }

    /** Two nodes of priority 200 and 100, one member, version 3, 1 s. */
    static Scenario pair(FaultPlan plan) {
        return ours(plan, 200, 100);
    }

    /** Nodes of these priorities, one member, version 3, 1 s. */
    static Scenario ours(FaultPlan plan, Integer... priorities) {
        Settings settings = new Settings(1, 1000, true, 0, 1, List.of(priorities));
        List<Router> routers =
                Stream.of(priorities).map(_ -> new Router(Kind.OURS, 0)).toList();
        return new Scenario(1, routers, 1, List.of(new Group(ProtocolVersion.V3, List.of(0), settings)), false, plan);
    }

    /** One group of so many members, each on its own segment. */
    Scenario withMembers(int count) {
        return withGroup(new Group(
                        groups.getFirst().version(),
                        IntStream.range(0, count).boxed().toList(),
                        settings().withMembers(count)))
                .withSegments(count);
    }

    /** With a card for one more member than there is. */
    Scenario withRoomForAnother() {
        Group group = groups.getFirst();
        List<Integer> cards =
                IntStream.rangeClosed(0, group.cards().size()).boxed().toList();
        return withGroup(new Group(group.version(), cards, group.settings())).withSegments(cards.size());
    }

    Scenario withPreempt(boolean value) {
        Group group = groups.getFirst();
        return withGroup(new Group(group.version(), group.cards(), settings().withPreempt(value)));
    }

    Scenario withSeed(long value) {
        return new Scenario(value, routers, segments, groups, crossedAddresses, plan);
    }

    Scenario withPlan(FaultPlan other) {
        return new Scenario(seed, routers, segments, groups, crossedAddresses, other);
    }

    Scenario withCrossedAddresses() {
        return new Scenario(seed, routers, segments, groups, true, plan);
    }

    /** The same with another kind of router at {@code node}. */
    Scenario withKind(int node, Kind kind) {
        List<Router> changed = IntStream.range(0, routers.size())
                .mapToObj(i -> i == node ? new Router(kind, routers.get(i).clockErrorPpm()) : routers.get(i))
                .toList();
        return new Scenario(seed, changed, segments, groups, crossedAddresses, plan);
    }

    Scenario withGroups(List<Group> others) {
        return new Scenario(seed, routers, segments, others, crossedAddresses, plan);
    }

    private Scenario withGroup(Group group) {
        return withGroups(List.of(group));
    }

    private Scenario withSegments(int count) {
        return new Scenario(seed, routers, count, groups, crossedAddresses, plan);
    }

    /** What is configured for the first group at the start. */
    Settings settings() {
        return groups.getFirst().settings();
    }

    /** What is configured for {@code group} at the end. */
    Settings lastSettings(int group) {
        return plan.changes().stream()
                .filter(change -> change.group() == group)
                .map(FaultPlan.Change::settings)
                .reduce(groups.get(group).settings(), (_, later) -> later);
    }

    /** Everything that is ever configured for {@code group}. */
    Stream<Settings> everySettings(int group) {
        return Stream.concat(
                Stream.of(groups.get(group).settings()),
                plan.changes().stream()
                        .filter(change -> change.group() == group)
                        .map(FaultPlan.Change::settings));
    }

    /** The longest interval that is ever configured for {@code group}. */
    long longestIntervalNanos(int group) {
        return everySettings(group).mapToLong(Settings::intervalMillis).max().orElseThrow() * 1_000_000L;
    }

    long longestIntervalNanos() {
        return IntStream.range(0, groups.size())
                .mapToLong(this::longestIntervalNanos)
                .max()
                .orElseThrow();
    }

    long maxDelayNanos() {
        return plan.maxDelayMicros() * 1000;
    }

    boolean hasForeign() {
        return routers.stream().anyMatch(router -> !router.isOurs());
    }

    static String name(int group, int member) {
        return NAMES.get(group).get(member);
    }

    private static int vrid(int group, int member) {
        return 51 + 10 * group + member;
    }

    /** Which member of {@code group} it is. */
    static int memberOf(VirtualRouterConfig config, int group) {
        return config.vrid().value() - vrid(group, 0);
    }

    /** The address that {@code node} speaks from. */
    InetAddress source(int node, int card) {
        boolean downwards = crossedAddresses && card % 2 == 1;
        return InetAddress.ofLiteral("192.168.1." + 10 * (downwards ? routers.size() - node : node + 1));
    }

    /** Member {@code member} on node {@code node}; nodes differ in what the wire allows to differ. */
    VirtualRouterConfig config(int node, int group, int member, Settings settings) {
        Group of = groups.get(group);
        int number = 111 + 10 * group + member;
        String[] addresses = {"192.168.1." + number + "/24", "192.168.2." + number + "/24"};
        ConfigBuilder config = ConfigBuilder.router(name(group, member))
                .vrid(vrid(group, member))
                .version(of.version())
                .on("eth" + of.cards().get(member))
                .priority(settings.priorities().get(node))
                .interval(Duration.ofMillis(settings.intervalMillis()))
                .preempt(settings.preempt())
                .preemptDelay(Duration.ofMillis(settings.preemptDelayMillis()))
                .checksum(node % 2 == 0 ? ChecksumMode.PSEUDO_HEADER : ChecksumMode.RFC9568)
                .addresses(settings.addresses() == 2 ? addresses : new String[] {addresses[0]});
        return (of.version() == ProtocolVersion.V2 ? config.password("1111") : config).build();
    }

    /**
     * How long after the heal there may be none or two: three intervals and the skew time of the lowest priority, the delays
     * of the frames that decide it, what a node that is stopping takes for it, the moment for which one that was frozen reads
     * on, the preempt delay, and the patience. A router that does not know the group leaves it behind once more.
     */
    long settlementNanos() {
        long longest = 0;
        for (int group = 0; group < groups.size(); group++) {
            longest = Math.max(longest, settlementNanos(group));
        }
        return longest;
    }

    /** How long a member that is not the first may wait for an equal rival to give way. */
    long patienceNanos(int group) {
        boolean equals = everySettings(group)
                .anyMatch(settings -> settings.priorities().stream().distinct().count() < routers.size());
        return equals && groups.get(group).cards().size() > 1 ? 4 * longestIntervalNanos(group) : 0;
    }

    private long settlementNanos(int group) {
        ProtocolVersion version = groups.get(group).version();
        AdvertisementInterval interval = AdvertisementInterval.of(Duration.ofNanos(longestIntervalNanos(group)));
        int lowest = everySettings(group)
                .mapToInt(settings -> Collections.min(settings.priorities()))
                .min()
                .orElseThrow();
        long masterDown = Timers.masterDownNanos(version, new Priority(lowest), interval);
        boolean stops = plan.faults().stream().anyMatch(Fault.Stop.class::isInstance);
        long stopping = stops ? Timers.skewNanos(version, new Priority(1), interval) + 100_000_000L : 0;
        long preemptDelay = everySettings(group)
                        .mapToLong(Settings::preemptDelayMillis)
                        .max()
                        .orElseThrow()
                * 1_000_000L;
        long delayed = preemptDelay == 0 ? 0 : preemptDelay + interval.nanos() + masterDown;
        long readingOn = 60_000_000L;
        long foreign = hasForeign() ? masterDown : 0;
        return masterDown
                + foreign
                + stopping
                + delayed
                + readingOn
                + patienceNanos(group)
                + 6 * maxDelayNanos()
                + SLACK_NANOS;
    }
}
