package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.link;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.ForeignRouter;
import dev.vrrp.operator.plan.PlanProperties.Step;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens, in whatever order, the plan that is made of the last one is the plan that is made of nothing. */
class IncrementalPlannerProperties {
    @Property(tries = 2000)
    void thePlanAfterAnyChangesIsTheOneFromNothing(@ForAll("lives") List<Step> steps) {
        Cluster cluster = new Cluster();
        IncrementalPlanner planner = new IncrementalPlanner();
        for (Step step : steps) {
            step.takeOn(cluster);

            Plan plan = planner.plan(cluster.snapshot());

            assertThat(plan).as(step.words()).isEqualTo(ClusterPlanner.plan(cluster.snapshot()));
            assertThat(planner.plan(cluster.snapshot())).as("nothing changed").isSameAs(plan);
        }
    }

    @Property(tries = 300)
    void changesThatComeTogetherAreAsGoodAsOneByOne(
            @ForAll("lives") List<Step> first, @ForAll("lives") List<Step> then) {
        Cluster cluster = new Cluster();
        IncrementalPlanner planner = new IncrementalPlanner();
        first.forEach(step -> step.takeOn(cluster));
        planner.plan(cluster.snapshot());
        then.forEach(step -> step.takeOn(cluster));

        assertThat(planner.plan(cluster.snapshot())).isEqualTo(ClusterPlanner.plan(cluster.snapshot()));
    }

    @Provide
    Arbitrary<List<Step>> lives() {
        return Arbitraries.frequencyOf(
                        Tuple.of(10, PlanProperties.steps()),
                        Tuple.of(5, Arbitraries.just(new Step("the plan is written", Cluster::apply))),
                        Tuple.of(1, written()),
                        Tuple.of(2, standings()),
                        Tuple.of(2, cards()),
                        Tuple.of(2, labels()),
                        Tuple.of(2, heard()),
                        Tuple.of(2, selective()),
                        Tuple.of(1, ready()),
                        Tuple.of(1, secrets()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    private static Arbitrary<Step> written() {
        return PlanProperties.nodeNames()
                .map(name -> new Step("the plan of " + name + " is written", cluster -> cluster.applyTo(name::equals)));
    }

    private static Arbitrary<Step> standings() {
        return Combinators.combine(PlanProperties.nodeNames(), Arbitraries.of(Standing.class))
                .as((name, standing) -> new Step(name + " is " + standing, cluster -> {
                    if (has(cluster, name)) {
                        cluster.standing(name, standing);
                    }
                }));
    }

    private static Arbitrary<Step> cards() {
        return Combinators.combine(
                        PlanProperties.nodeNames(),
                        Arbitraries.of("192.168.1.", "10.0.0.").list().ofMaxSize(3))
                .as((name, networks) -> new Step(name + " has eth0 in " + networks, cluster -> {
                    if (has(cluster, name)) {
                        List<String> addresses = networks.stream()
                                .distinct()
                                .map(network -> network + (30 + Integer.parseInt(name.substring(1))) + "/24")
                                .toList();
                        ObservedNode node = cluster.node(name);
                        cluster.put(new ObservedNode(
                                name,
                                node.labels(),
                                node.standing(),
                                node.runsAgent(),
                                List.of(link("eth0", 2, addresses.toArray(String[]::new))),
                                node.foreignRouters(),
                                node.inForce()));
                    }
                }));
    }

    private static Arbitrary<Step> labels() {
        return Combinators.combine(
                        PlanProperties.nodeNames(), Arbitraries.of("a", "b"), Arbitraries.of(true, true, false))
                .as((name, zone, agent) -> new Step(name + " in zone " + zone + " agent " + agent, cluster -> {
                    if (has(cluster, name)) {
                        ObservedNode node = cluster.node(name);
                        cluster.put(new ObservedNode(
                                name,
                                Map.of("zone", zone),
                                node.standing(),
                                agent,
                                node.interfaces(),
                                node.foreignRouters(),
                                node.inForce()));
                    }
                }));
    }

    private static Arbitrary<Step> selective() {
        return Combinators.combine(
                        PlanProperties.virtualIPNames(),
                        Arbitraries.of("a", "b"),
                        Arbitraries.of("192.168.1.220", "10.0.0.220/24", "fd00::1"),
                        Arbitraries.of(true, false))
                .as((name, zone, address, named) -> new Step(
                        "VirtualIP " + name + " " + address + " in zone " + zone + " named " + named, cluster -> {
                            Specs spec = Specs.addresses(address).selects("zone", zone);
                            cluster.virtualIP(name, named ? spec.on("eth0") : spec);
                        }));
    }

    /** One of the sources is a node's. */
    private static Arbitrary<Step> heard() {
        return Combinators.combine(
                        PlanProperties.nodeNames(),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of("192.168.1.9", "192.168.1.31", "10.0.0.9"),
                        Arbitraries.of("UnknownVRID", "UnknownSource", "Version"))
                .as((name, vrid, source, reason) ->
                        new Step(name + " hears " + source + " with VRID " + vrid + " " + reason, cluster -> {
                            if (has(cluster, name)) {
                                cluster.hears(
                                        name,
                                        new ForeignRouter(
                                                "eth0",
                                                AddressFamily.IPv4,
                                                vrid,
                                                source,
                                                100,
                                                "2026-01-01T00:00:00Z",
                                                reason,
                                                null,
                                                null));
                            }
                        }));
    }

    private static Arbitrary<Step> ready() {
        return Combinators.combine(
                        PlanProperties.virtualIPNames(),
                        PlanProperties.nodeNames().set().ofMaxSize(3))
                .as((name, nodes) -> new Step(name + " is ready on " + nodes, cluster -> {
                    if (cluster.virtualIPNames().contains(name)) {
                        cluster.ready(name, nodes.toArray(String[]::new));
                    }
                }));
    }

    private static Arbitrary<Step> secrets() {
        return Combinators.combine(
                        PlanProperties.virtualIPNames(), Arbitraries.integers().between(0, 9))
                .as((name, bytes) -> new Step("Secret of " + bytes + " bytes for " + name, cluster -> cluster.secret(
                                "password", "key", bytes)
                        .virtualIP(
                                name,
                                Specs.addresses("192.168.1.221").version(2).password("password", "key"))));
    }

    private static boolean has(Cluster cluster, String name) {
        return cluster.nodes().stream().anyMatch(node -> node.name().equals(name));
    }
}
