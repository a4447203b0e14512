package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.fsm.Timers;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Who takes part in a run and what goes wrong.
 *
 * @param seed decides everything that the rest leaves open
 * @param members virtual routers of the one group, each on its own card
 * @param priorities of the nodes, in their order
 * @param oneLan all cards are on one LAN; otherwise each member has its own
 */
record Scenario(
        long seed,
        int members,
        ProtocolVersion version,
        long intervalMillis,
        boolean preempt,
        long preemptDelayMillis,
        List<Integer> priorities,
        boolean oneLan,
        FaultPlan plan) {
    /** What the operator plans, what people write, the closest, the widest, and the ones that only the address decides. */
    private static final List<List<Integer>> PRIORITIES = List.of(
            List.of(250, 240, 230),
            List.of(100, 90, 80),
            List.of(101, 100, 99),
            List.of(200, 100, 1),
            List.of(100, 100, 100));

    private static final long WAKE_SLACK_NANOS = 10_000_000L;

    Scenario {
        priorities = List.copyOf(priorities);
    }

    static Scenario random(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int nodes = random.nextInt(2, 4);
        int members = random.nextInt(1, 3);
        ProtocolVersion version = random.nextInt(4) == 0 ? ProtocolVersion.V2 : ProtocolVersion.V3;
        long interval = version == ProtocolVersion.V2 || random.nextBoolean() ? 1000 : 100;
        List<Integer> priorities = new ArrayList<>(
                PRIORITIES.get(random.nextInt(PRIORITIES.size())).subList(0, nodes));
        Collections.shuffle(priorities, new Random(seed));
        boolean preempt = random.nextInt(3) > 0;
        return new Scenario(
                seed,
                members,
                version,
                interval,
                preempt,
                preempt && random.nextInt(4) == 0 ? 2 * interval : 0,
                priorities,
                random.nextBoolean(),
                FaultPlan.random(random, nodes, members, interval));
    }

    /** Two nodes of priority 200 and 100, one member, version 3, 1 s. */
    static Scenario pair(FaultPlan plan) {
        return new Scenario(1, 1, ProtocolVersion.V3, 1000, true, 0, List.of(200, 100), true, plan);
    }

    Scenario withMembers(int count) {
        return new Scenario(
                seed, count, version, intervalMillis, preempt, preemptDelayMillis, priorities, oneLan, plan);
    }

    Scenario withPreempt(boolean value) {
        return new Scenario(
                seed, members, version, intervalMillis, value, preemptDelayMillis, priorities, oneLan, plan);
    }

    Scenario withSeed(long value) {
        return new Scenario(
                value, members, version, intervalMillis, preempt, preemptDelayMillis, priorities, oneLan, plan);
    }

    int nodes() {
        return priorities.size();
    }

    int segments() {
        return oneLan ? 1 : members;
    }

    long intervalNanos() {
        return intervalMillis * 1_000_000L;
    }

    /** Member {@code member} on node {@code node}; nodes differ in what the wire allows to differ. */
    VirtualRouterConfig config(int node, int member) {
        ConfigBuilder config = ConfigBuilder.router("vi-" + (member + 1))
                .vrid(51 + member)
                .version(version)
                .on("eth" + member)
                .priority(priorities.get(node))
                .interval(Duration.ofMillis(intervalMillis))
                .preempt(preempt)
                .preemptDelay(Duration.ofMillis(preemptDelayMillis))
                .checksum(node % 2 == 0 ? ChecksumMode.PSEUDO_HEADER : ChecksumMode.RFC9568)
                .addresses("192.168.1." + (111 + member) + "/24");
        return (version == ProtocolVersion.V2 ? config.password("1111") : config).build();
    }

    /**
     * How long after the heal there may be none or two: three intervals and the skew time of the lowest priority, the delays
     * of the frames that decide it, what a node that is stopping takes for it, and the preempt delay.
     */
    long settlementNanos() {
        AdvertisementInterval interval = AdvertisementInterval.of(Duration.ofMillis(intervalMillis));
        Priority lowest = new Priority(Collections.min(priorities));
        long masterDown = Timers.masterDownNanos(version, lowest, interval);
        boolean stops = plan.faults().stream().anyMatch(Fault.Stop.class::isInstance);
        long stopping = stops ? Timers.skewNanos(version, new Priority(1), interval) + 100_000_000L : 0;
        long delayed = preemptDelayMillis == 0 ? 0 : preemptDelayMillis * 1_000_000L + intervalNanos() + masterDown;
        return masterDown + stopping + delayed + 6 * plan.maxDelayMicros() * 1000 + WAKE_SLACK_NANOS;
    }
}
