package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Test
    void withoutPrioritiesTheRanksAreTenApartFrom250() {
        Plan plan = new Cluster()
                .nodes("a", "b", "c")
                .virtualIP("vip", addresses("192.168.1.111"))
                .plan();

        assertThat(priorities(plan).values()).containsExactly(250, 240, 230);
    }

    @Test
    void givenPrioritiesAreUsedAsTheyAre() {
        Plan plan = new Cluster()
                .nodes("a", "b")
                .virtualIP("vip", addresses("192.168.1.111").priority("b", 90).priority("a", 100))
                .plan();

        assertThat(priorities(plan)).isEqualTo(Map.of("a", 100, "b", 90));
        assertThat(priorities(plan).keySet()).containsExactly("a", "b");
    }

    @Test
    void theFirstEntryThatMatchesWins() {
        Plan plan = new Cluster()
                .nodes("a")
                .virtualIP("vip", addresses("192.168.1.111").priority("a", 7).priority("a", 200))
                .plan();

        assertThat(priorities(plan)).isEqualTo(Map.of("a", 7));
    }

    @Test
    void nodesWithoutAnEntryRankBelowEveryWrittenOneAlsoOfNodesThatAreAway() {
        Plan plan = new Cluster()
                .nodes("a", "b", "c")
                .virtualIP("vip", addresses("192.168.1.111").priority("a", 150).priority("away", 100))
                .plan();

        assertThat(priorities(plan).values()).containsExactly(150, 90, 80);
    }

    @Test
    void generatedPrioritiesShareWhatRoomThereIs() {
        Plan plan = new Cluster()
                .nodes("a", "b", "c", "d")
                .virtualIP("vip", addresses("192.168.1.111").priority("a", 8))
                .plan();

        assertThat(priorities(plan).values()).containsExactly(8, 6, 4, 2);
    }

    @Test
    void nodesThatNoPriorityIsLeftForStayOut() {
        Plan plan = new Cluster()
                .nodes("a", "b", "c", "d")
                .virtualIP("vip", addresses("192.168.1.111").priority("a", 3))
                .plan();

        assertThat(priorities(plan).values()).containsExactly(3, 2, 1);
    }

    @Test
    void ofNodesThatAreGivenTheSamePriorityEachGetsOneLess() {
        Plan plan = new Cluster()
                .nodes("a", "b", "c", "d", "e")
                .virtualIP(
                        "vip",
                        addresses("192.168.1.111")
                                .priority("a", 120)
                                .priority("b", 120)
                                .priority("c", 120)
                                .priority("d", 119)
                                .priority("e", 50))
                .plan();

        assertThat(priorities(plan).values()).containsExactly(120, 119, 118, 117, 50);
        assertThat(priorities(plan)).containsEntry("d", 117).containsEntry("e", 50);
    }

    @Test
    void whereThereIsNoRoomBelowTheOnesAboveGetMore() {
        Plan plan = new Cluster()
                .nodes("a", "b", "c")
                .virtualIP(
                        "vip",
                        addresses("192.168.1.111")
                                .priority("a", 1)
                                .priority("b", 1)
                                .priority("c", 1))
                .plan();

        assertThat(priorities(plan).values()).containsExactly(3, 2, 1);
    }

    @Test
    void onlyTheBestReplicasTakePart() {
        Plan plan = new Cluster()
                .nodes("a", "b", "c", "d")
                .virtualIP("vip", addresses("192.168.1.111").priority("c", 10).replicas(2))
                .plan();

        assertThat(priorities(plan)).hasSize(2).containsEntry("c", 10);
    }

    @Test
    void twentyFiveReplicasAllGetAPriority() {
        Cluster cluster = new Cluster();
        IntStream.range(0, 30).forEach(i -> cluster.nodes("node-" + i));

        Plan plan = cluster.virtualIP("vip", addresses("192.168.1.111").replicas(25))
                .plan();

        assertThat(priorities(plan)).hasSize(25);
        assertThat(priorities(plan).values()).doesNotHaveDuplicates().allMatch(priority -> priority >= 1);
    }

    @Test
    void virtualIPsSpreadOverTheNodes() {
        Cluster cluster = new Cluster().nodes("a", "b", "c");
        IntStream.range(0, 90).forEach(i -> cluster.virtualIP("vip-" + i, addresses("192.168.1." + (100 + i))));

        Map<String, Integer> firsts = new HashMap<>();
        cluster.plan()
                .virtualIPs()
                .values()
                .forEach(outcome ->
                        firsts.merge(outcome.participants().getFirst().node(), 1, Integer::sum));

        assertThat(firsts.values()).hasSize(3).allMatch(count -> count > 15);
    }

    private static Map<String, Integer> priorities(Plan plan) {
        Map<String, Integer> priorities = new LinkedHashMap<>();
        List<Participant> participants = outcome(plan, "vip").participants();
        participants.forEach(participant -> priorities.put(participant.node(), participant.priority()));
        return priorities;
    }
}
