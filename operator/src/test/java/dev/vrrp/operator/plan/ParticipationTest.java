package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What happens to a node's place when something happens to the node. */
class ParticipationTest {
    private final Cluster cluster = new Cluster()
            .nodes("a", "b", "c", "d")
            .virtualIP(
                    "vip",
                    addresses("192.168.1.111")
                            .replicas(2)
                            .priority("a", 200)
                            .priority("b", 150)
                            .priority("c", 100)
                            .priority("d", 50));

    @Test
    void aSilentNodeKeepsItsPlaceAndAnotherJoinsBelow() {
        assertThat(settled()).isEqualTo(Map.of("a", 200, "b", 150));

        cluster.standing("a", Standing.Silent);
        assertThat(settled()).isEqualTo(Map.of("a", 200, "b", 150, "c", 100));

        cluster.standing("a", Standing.Serving);
        cluster.ready("vip", "a", "b", "c");
        assertThat(settled()).isEqualTo(Map.of("a", 200, "b", 150));
    }

    @Test
    void oneThatGivesWayToABetterOneStaysUntilThatIsReady() {
        cluster.standing("a", Standing.Leaving);
        assertThat(settled()).isEqualTo(Map.of("b", 150, "c", 100));

        cluster.standing("a", Standing.Serving);
        cluster.ready("vip", "c");
        assertThat(settled()).isEqualTo(Map.of("a", 200, "b", 150, "c", 100));

        cluster.ready("vip", "a", "c");
        assertThat(settled()).isEqualTo(Map.of("a", 200, "b", 150));
    }

    @Test
    void aSilentNodeIsNotChosenAnew() {
        cluster.standing("a", Standing.Silent);
        assertThat(settled()).isEqualTo(Map.of("b", 150, "c", 100));
    }

    @Test
    void nodesThatAreAllSilentStayAsTheyAre() {
        settled();
        List.of("a", "b", "c", "d").forEach(node -> cluster.standing(node, Standing.Silent));
        assertThat(settled()).isEqualTo(Map.of("a", 200, "b", 150));
    }

    @Test
    void aDrainingNodeStaysUntilAnotherIsReady() {
        settled();
        cluster.standing("a", Standing.Draining);
        assertThat(settled()).isEqualTo(Map.of("a", 200, "b", 150, "c", 100));

        cluster.ready("vip", "a", "c");
        assertThat(settled()).isEqualTo(Map.of("b", 150, "c", 100));
    }

    @Test
    void aDrainingNodeThatIsTheOnlyOneGoesOn() {
        List.of("b", "c", "d").forEach(cluster::withoutNode);
        settled();
        cluster.standing("a", Standing.Draining);
        assertThat(settled()).isEqualTo(Map.of("a", 200));
    }

    @Test
    void anExcludedNodeHandsOverAndIsNoLastResort() {
        settled();
        cluster.standing("a", Standing.Excluded);
        assertThat(settled()).containsKey("a");
        cluster.ready("vip", "a", "b");
        assertThat(settled()).isEqualTo(Map.of("b", 150, "c", 100));

        List.of("b", "c", "d").forEach(node -> cluster.standing(node, Standing.Excluded));
        assertThat(settled()).isEmpty();
        assertThat(outcome(cluster.plan(), "vip").shortage()).contains("exclude-from-external-load-balancers");
    }

    @Test
    void aNodeThatIsOffOrDeletedIsOutAtOnce() {
        settled();
        cluster.leaving("a");
        assertThat(settled()).isEqualTo(Map.of("b", 150, "c", 100));
    }

    @Test
    void aRelabelledNodeIsJudgedByItsNewLabels() {
        Cluster selective = new Cluster()
                .nodes("a", "b")
                .virtualIP("vip", addresses("192.168.1.111").selects("kubernetes.io/hostname", "a"));
        assertThat(names(selective.apply())).containsExactly("a");

        ObservedNode a = selective.node("a");
        selective.put(
                new ObservedNode("a", Map.of(), a.standing(), true, a.interfaces(), a.foreignRouters(), a.inForce()));

        assertThat(names(selective.apply())).isEmpty();
    }

    @Test
    void aGroupGivesWayTogether() {
        Cluster group = new Cluster()
                .nodes("a", "b", "c")
                .virtualIP("one", addresses("192.168.1.111").replicas(1).priority("a", 200))
                .virtualIP("two", addresses("192.168.1.112").replicas(1))
                .syncGroup("both", "one", "two");
        group.apply();
        group.standing("a", Standing.Draining);
        group.apply();
        group.ready("one", "a", "b", "c");
        assertThat(participants(group, "one")).containsKey("a").hasSize(2);

        group.ready("two", "a", "b", "c");
        assertThat(participants(group, "one")).doesNotContainKey("a").hasSize(1);
        assertThat(participants(group, "two").keySet())
                .isEqualTo(participants(group, "one").keySet());
    }

    @Test
    void theStandingOfANode() {
        Map<String, String> excluded = Map.of(Standing.EXCLUDE, "");
        Map<String, String> leaves = Map.of(Standing.LEAVE_WHEN_CORDONED, "true");
        Set<String> off = Set.of(Standing.OUT_OF_SERVICE);

        assertThat(Standing.of(false, null, Map.of(), Map.of(), Set.of(), false))
                .isEqualTo(Standing.Serving);
        assertThat(Standing.of(false, true, Map.of(), Map.of(), Set.of("node.kubernetes.io/unschedulable"), false))
                .as("a cordon concerns the scheduler")
                .isEqualTo(Standing.Serving);
        assertThat(Standing.of(false, false, Map.of(), Map.of(), Set.of("node.kubernetes.io/not-ready"), false))
                .as("NotReady concerns the kubelet")
                .isEqualTo(Standing.Serving);
        assertThat(Standing.of(false, true, Map.of(), leaves, Set.of(), false)).isEqualTo(Standing.Draining);
        assertThat(Standing.of(false, false, Map.of(), leaves, Set.of(), false)).isEqualTo(Standing.Serving);
        assertThat(Standing.of(false, true, Map.of(), Map.of(), Set.of("ToBeDeletedByClusterAutoscaler"), false))
                .isEqualTo(Standing.Draining);
        assertThat(Standing.of(false, null, excluded, leaves, Set.of(), false)).isEqualTo(Standing.Excluded);
        assertThat(Standing.of(false, null, excluded, Map.of(), off, false)).isEqualTo(Standing.Leaving);
        assertThat(Standing.of(true, null, Map.of(), Map.of(), Set.of(), false)).isEqualTo(Standing.Leaving);
        assertThat(Standing.of(false, null, Map.of(), Map.of(), Set.of(), true)).isEqualTo(Standing.Silent);
    }

    /** The priorities by node, after the plan has settled. */
    private Map<String, Integer> settled() {
        cluster.apply();
        return participants(cluster, "vip");
    }

    private static Map<String, Integer> participants(Cluster cluster, String virtualIP) {
        return outcome(cluster.apply(), virtualIP).participants().stream()
                .collect(Collectors.toMap(Participant::node, Participant::priority));
    }

    private static List<String> names(Plan plan) {
        return outcome(plan, "vip").participants().stream()
                .map(Participant::node)
                .toList();
    }
}
