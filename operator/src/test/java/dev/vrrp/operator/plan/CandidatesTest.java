package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.link;
import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Cluster.routers;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    @Test
    void everyNodeWithAnAgentAndTheSubnetIsACandidate() {
        Cluster cluster = new Cluster()
                .nodes("a", "b")
                .node("elsewhere", link("eth0", 2, "10.0.0.7/8"))
                .put(new ObservedNode("no-agent", Map.of(), Standing.Serving, false, List.of(), List.of(), nothing()))
                .virtualIP("vip", addresses("192.168.1.111"));

        assertThat(participants(cluster.plan())).containsExactlyInAnyOrder("a on eth0", "b on eth0");
    }

    @Test
    void aNodeThatLeavesIsOutAndGivesUpWhatItHas() {
        Cluster cluster = new Cluster().nodes("a", "b").virtualIP("vip", addresses("192.168.1.111"));
        cluster.apply();

        Plan plan = cluster.leaving("a").plan();

        assertThat(participants(plan)).containsExactly("b on eth0");
        assertThat(plan.nodes()).containsEntry("a", nothing());
    }

    @Test
    void theSelectorChooses() {
        Cluster cluster = new Cluster()
                .nodes("a", "b")
                .virtualIP("vip", addresses("192.168.1.111").selects("kubernetes.io/hostname", "b"));

        assertThat(participants(cluster.plan())).containsExactly("b on eth0");
    }

    @Test
    void twoCardsOnOneSubnetTakeTheLowerIndexUnlessTheInterfaceIsNamed() {
        Cluster cluster = new Cluster()
                .node("a", link("eth9", 3, "192.168.1.10/24"), link("eth5", 2, "192.168.1.11/24"))
                .virtualIP("default", addresses("192.168.1.111"))
                .virtualIP("named", addresses("192.168.1.112").on("eth9"));

        Plan plan = cluster.plan();

        assertThat(outcome(plan, "default").participants().getFirst().interfaceName())
                .isEqualTo("eth5");
        assertThat(outcome(plan, "named").participants().getFirst().interfaceName())
                .isEqualTo("eth9");
    }

    @Test
    void aNodeStaysOnItsInterfaceWhileItsOwnAddressIsAway() {
        Cluster cluster = new Cluster().nodes("a", "b").virtualIP("vip", addresses("192.168.1.111"));
        Plan before = cluster.apply();

        cluster.node("a", link("eth0", 2));

        assertThat(routers(cluster.plan(), "vip")).isEqualTo(routers(before, "vip"));
    }

    @Test
    void aNodeWhoseInterfaceIsGoneIsReplaced() {
        Cluster cluster = new Cluster()
                .nodes("a", "b", "c")
                .virtualIP("vip", addresses("192.168.1.111").replicas(2));
        String first = outcome(cluster.apply(), "vip").participants().getFirst().node();

        cluster.node(first, link("other", 5));

        assertThat(outcome(cluster.plan(), "vip").participants())
                .hasSize(2)
                .noneMatch(participant -> participant.node().equals(first));
    }

    @Test
    void aShortageSaysWhy() {
        assertThat(shortage(new Cluster(), addresses("192.168.1.1"))).isEqualTo("the cluster has no nodes");
        assertThat(shortage(
                        new Cluster()
                                .put(new ObservedNode(
                                        "a", Map.of(), Standing.Serving, false, List.of(), List.of(), nothing())),
                        addresses("192.168.1.1")))
                .isEqualTo("none of the 1 nodes runs an agent: see that the DaemonSet of the node agents runs");
        assertThat(shortage(
                        new Cluster().nodes("a", "b"), addresses("192.168.1.1").selects("zone", "z")))
                .isEqualTo("spec.nodeSelector matches none of the 2 nodes that run an agent");
        assertThat(shortage(new Cluster().nodes("a"), addresses("10.0.0.1/24")))
                .isEqualTo(
                        "spec.addresses: no interface of the 1 candidate nodes has a subnet that holds 10.0.0.1/24: set"
                                + " spec.interface");
        assertThat(shortage(new Cluster().nodes("a"), addresses("10.0.0.1").on("eth7")))
                .isEqualTo("spec.interface: none of the 1 candidate nodes has an interface \"eth7\"; they have eth0");
    }

    @Test
    void withoutCandidatesASpecIsAcceptedAllTheSame() {
        Plan plan =
                new Cluster().virtualIP("vip", addresses("192.168.1.1").vrid(9)).plan();

        assertThat(outcome(plan, "vip").verdict()).isEqualTo(new Verdict.Accepted());
        assertThat(outcome(plan, "vip").vrid()).isEqualTo(9);
    }

    private static String shortage(Cluster cluster, Specs spec) {
        return String.valueOf(
                outcome(cluster.virtualIP("vip", spec).plan(), "vip").shortage());
    }

    private static List<String> participants(Plan plan) {
        return outcome(plan, "vip").participants().stream()
                .map(participant -> participant.node() + " on " + participant.interfaceName())
                .toList();
    }

    private static NodeConfigSpec nothing() {
        return new NodeConfigSpec(List.of(), List.of());
    }
}
