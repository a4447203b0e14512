package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.link;
import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Cluster.routers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Verdict.Accepted;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every plan, over clusters that change step by step. */
class PlanProperties {
    private static final int MOST_ROUNDS = 4;

    /** One change to a cluster; a failure prints it. */
    record Step(String words, Consumer<Cluster> change) {
        void takeOn(Cluster cluster) {
            change.accept(cluster);
        }

        @Override
        public String toString() {
            return words;
        }
    }

    @Property(tries = 500)
    void planningFromItsOwnOutputChangesNothing(@ForAll("clusters") List<Step> steps) {
        Cluster cluster = new Cluster();
        steps.forEach(step -> step.takeOn(cluster));

        Plan first = cluster.apply();

        assertThat(cluster.plan()).isEqualTo(first);
    }

    @Property(tries = 300)
    void afterEveryChangeThePlanSettles(@ForAll("clusters") List<Step> steps) {
        Cluster cluster = new Cluster();
        for (Step step : steps) {
            step.takeOn(cluster);
            settle(cluster);
        }
    }

    @Property(tries = 300)
    void noTwoVirtualIPsShareAVridOnASegmentOrAnAddress(@ForAll("clusters") List<Step> steps) {
        Cluster cluster = new Cluster();
        for (Step step : steps) {
            step.takeOn(cluster);
            Plan plan = cluster.apply();
            Map<String, String> owners = new HashMap<>();
            plan.nodes().forEach((node, spec) -> spec.virtualRouters().forEach(router -> claims(cluster, node, router)
                    .forEach(claim -> assertThat(owners.merge(claim, router.virtualIP(), (first, second) -> first))
                            .as(claim)
                            .isEqualTo(router.virtualIP()))));
        }
    }

    @Property(tries = 300)
    void whatIsRefusedKeepsExactlyWhatItHad(@ForAll("clusters") List<Step> steps) {
        Cluster cluster = new Cluster();
        Plan before = cluster.apply();
        for (Step step : steps) {
            step.takeOn(cluster);
            Plan plan = cluster.apply();
            for (VirtualIPOutcome outcome : plan.virtualIPs().values()) {
                if (outcome.verdict() instanceof Refused) {
                    Map<String, List<VirtualRouter>> kept = routers(before, outcome.name());
                    kept.keySet().retainAll(plan.nodes().keySet());
                    assertThat(routers(plan, outcome.name())).isEqualTo(kept);
                }
            }
            before = plan;
        }
    }

    @Property(tries = 300)
    void prioritiesAreInRangeAndAGroupHasOneOrder(@ForAll("clusters") List<Step> steps) {
        Cluster cluster = new Cluster();
        steps.forEach(step -> step.takeOn(cluster));

        Plan plan = cluster.plan();

        plan.virtualIPs().values().forEach(outcome -> assertThat(outcome.participants())
                .allMatch(participant -> participant.priority() >= 1 && participant.priority() <= 254));
        for (SyncGroupOutcome group : plan.syncGroups().values()) {
            if (group.verdict() instanceof Accepted) {
                Set<List<String>> orders = group.members().stream()
                        .map(member -> outcome(plan, member).participants().stream()
                                .map(Participant::node)
                                .toList())
                        .collect(Collectors.toSet());
                assertThat(orders).as(group.name()).hasSize(1);
            }
        }
    }

    @Property(tries = 300)
    void aNodesLeavingMovesOnlyWhatItTookPartIn(@ForAll("clusters") List<Step> steps) {
        Cluster cluster = new Cluster();
        steps.forEach(step -> step.takeOn(cluster));
        cluster.syncGroupNames().forEach(cluster::withoutSyncGroup);
        settle(cluster);
        Plan before = cluster.plan();
        for (ObservedNode node : cluster.nodes()) {
            Plan after = cluster.leaving(node.name()).plan();
            before.virtualIPs().forEach((name, outcome) -> {
                if (outcome.verdict() instanceof Accepted
                        && outcome.participants().stream()
                                .noneMatch(participant -> participant.node().equals(node.name()))) {
                    assertThat(routers(after, name)).as(name).isEqualTo(routers(before, name));
                }
            });
            cluster.put(node);
        }
    }

    /** An operator that was killed has written some NodeConfigs and not the others; the next one knows nothing else. */
    @Property(tries = 300)
    void whatAKilledOperatorLeftHalfWrittenBecomesWhole(@ForAll("clusters") List<Step> steps, @ForAll Random random) {
        Cluster cluster = new Cluster();
        for (Step step : steps) {
            settle(cluster);
            step.takeOn(cluster);
        }
        cluster.applyTo(node -> random.nextBoolean());
        settle(cluster);

        Plan plan = cluster.plan();

        plan.virtualIPs().values().stream()
                .filter(outcome -> outcome.verdict() instanceof Accepted)
                .forEach(outcome -> assertThat(routers(plan, outcome.name()).values().stream()
                                .flatMap(List::stream)
                                .map(router -> router.vrid() + " " + router.addresses()))
                        .as(outcome.name())
                        .allMatch(inWords -> inWords.equals(outcome.vrid() + " " + outcome.addresses())));
    }

    @Property(tries = 200)
    void theOrderOfTheInputDoesNotMatter(@ForAll("clusters") List<Step> steps, @ForAll Random random) {
        Cluster cluster = new Cluster();
        steps.forEach(step -> step.takeOn(cluster));
        ClusterSnapshot snapshot = cluster.snapshot();

        ClusterSnapshot shuffled = new ClusterSnapshot(
                snapshot.namespace(),
                snapshot.reservedVrids(),
                shuffled(snapshot.virtualIPs(), random),
                shuffled(snapshot.syncGroups(), random),
                shuffled(snapshot.nodes(), random),
                shuffled(snapshot.secrets(), random));

        assertThat(ClusterPlanner.plan(shuffled)).isEqualTo(ClusterPlanner.plan(snapshot));
    }

    /** Plans until nothing changes any more; fails if that takes longer than the operator gives it. */
    private static void settle(Cluster cluster) {
        Plan plan = cluster.apply();
        for (int round = 1; round < MOST_ROUNDS; round++) {
            Plan next = cluster.apply();
            if (next.equals(plan)) {
                return;
            }
            plan = next;
        }
        assertThat(cluster.plan()).isEqualTo(plan);
    }

    private static List<String> claims(Cluster cluster, String node, VirtualRouter router) {
        List<String> claims = new ArrayList<>(router.addresses());
        cluster.node(node).interfaces().stream()
                .filter(link -> link.name().equals(router.interfaceName()))
                .flatMap(link -> Segment.of(node, link).stream())
                .forEach(segment -> claims.add(router.family() + " VRID " + router.vrid() + " on " + segment.name()));
        return claims;
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    @Provide
    Arbitrary<List<Step>> clusters() {
        return steps().list().ofMinSize(1).ofMaxSize(25);
    }

    /** What users and nodes do. */
    static Arbitrary<Step> steps() {
        Arbitrary<Step> virtualIP = virtualIPs();
        return Arbitraries.frequencyOf(
                Tuple.of(4, nodes()),
                Tuple.of(8, virtualIP),
                Tuple.of(3, syncGroups()),
                Tuple.of(
                        1,
                        virtualIPNames()
                                .map(name -> new Step(
                                        "delete VirtualIP " + name, cluster -> cluster.withoutVirtualIP(name)))),
                Tuple.of(
                        1,
                        groupNames()
                                .map(name -> new Step(
                                        "delete SyncGroup " + name, cluster -> cluster.withoutSyncGroup(name)))),
                Tuple.of(
                        1,
                        nodeNames()
                                .map(name -> new Step("delete Node " + name, cluster -> cluster.withoutNode(name)))));
    }

    /** A node appears with one or two cards on one or two LANs; its cards stay for as long as it does. */
    private static Arbitrary<Step> nodes() {
        return Combinators.combine(nodeNames(), Arbitraries.integers().between(0, 2))
                .as((name, kind) -> new Step("Node " + name + " with cards " + kind, cluster -> {
                    if (cluster.nodes().stream().noneMatch(node -> node.name().equals(name))) {
                        cluster.node(name, links(Integer.parseInt(name.substring(1)), kind));
                    }
                }));
    }

    private static NodeInterface[] links(int number, int kind) {
        List<NodeInterface> links = new ArrayList<>();
        links.add(link("eth0", 2, "192.168.1." + (10 + number) + "/24"));
        if (kind > 0) {
            links.add(link("eth1", 3, (kind == 1 ? "192.168.1." : "10.0.0.") + (100 + number) + "/24"));
        }
        return links.toArray(new NodeInterface[0]);
    }

    private static Arbitrary<Step> virtualIPs() {
        Arbitrary<String> address = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(200, 212).map(last -> "192.168.1." + last)),
                Tuple.of(5, Arbitraries.integers().between(200, 204).map(last -> "10.0.0." + last)),
                Tuple.of(1, Arbitraries.just("nonsense")));
        Arbitrary<Integer> vrid = Arbitraries.integers().between(-4, 4);
        Arbitrary<String> link = Arbitraries.of("", "", "eth0", "eth1");
        Arbitrary<Integer> replicas = Arbitraries.integers().between(1, 4);
        Arbitrary<Map<String, Integer>> priorities = Arbitraries.maps(nodeNames(), Arbitraries.of(1, 3, 90, 100, 254))
                .ofMaxSize(2);
        return Combinators.combine(virtualIPNames(), address, vrid, link, replicas, priorities)
                .as((name, first, given, on, count, prefers) -> {
                    Specs spec = Specs.addresses(first).replicas(count);
                    if (given > 0) {
                        spec.vrid(given);
                    }
                    if (!on.isEmpty()) {
                        spec.on(on);
                    }
                    new TreeMap<>(prefers).forEach(spec::priority);
                    String words = "VirtualIP " + name + " " + first + " VRID " + given + " on " + on + " replicas "
                            + count + " priorities " + prefers;
                    return new Step(words, cluster -> cluster.virtualIP(name, spec));
                });
    }

    private static Arbitrary<Step> syncGroups() {
        return Combinators.combine(
                        groupNames(),
                        virtualIPNames().list().ofMinSize(2).ofMaxSize(3).uniqueElements())
                .as((name, members) -> new Step(
                        "SyncGroup " + name + " " + members,
                        cluster -> cluster.syncGroup(name, members.toArray(String[]::new))));
    }

    static Arbitrary<String> nodeNames() {
        return Arbitraries.of(IntStream.range(0, 6).mapToObj(i -> "n" + i).toList());
    }

    static Arbitrary<String> virtualIPNames() {
        return Arbitraries.of(IntStream.range(0, 6).mapToObj(i -> "vip-" + i).toList());
    }

    private static Arbitrary<String> groupNames() {
        return Arbitraries.of("g0", "g1", "g2");
    }
}
