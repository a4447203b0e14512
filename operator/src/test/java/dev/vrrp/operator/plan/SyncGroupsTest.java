package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.group;
import static dev.vrrp.operator.plan.Cluster.link;
import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Cluster.routers;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.NodeConfigSpec.RouterGroup;
import dev.vrrp.api.v1alpha1.SyncGroupSpec;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.Track.TrackedInterface;
import dev.vrrp.operator.plan.Verdict.Accepted;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyncGroupsTest {
    private final Cluster cluster = new Cluster()
            .nodes("a", "b", "c")
            .virtualIP("vi-1", addresses("192.168.1.111").vrid(51))
            .virtualIP("vi-2", addresses("192.168.1.112").vrid(52))
            .syncGroup("vg1", "vi-1", "vi-2");

    @Test
    void theMembersAreOneEntryOnEveryNode() {
        Plan plan = cluster.plan();

        assertThat(group(plan, "vg1").verdict()).isEqualTo(new Accepted());
        assertThat(plan.nodes().values()).hasSize(3).allSatisfy(spec -> assertThat(spec.syncGroups())
                .containsExactly(new RouterGroup("vg1", List.of("vi-1-ipv4", "vi-2-ipv4"))));
    }

    @Test
    void theMembersHaveOneOrderOfNodes() {
        Plan plan = cluster.plan();

        assertThat(outcome(plan, "vi-1").participants())
                .isEqualTo(outcome(plan, "vi-2").participants());
    }

    @Test
    void theSmallestReplicasAndTheCommonNodesCount() {
        cluster.node("c", link("eth1", 3, "10.0.0.1/24"))
                .virtualIP("vi-1", addresses("192.168.1.111").vrid(51).replicas(1));

        Plan plan = cluster.plan();

        assertThat(outcome(plan, "vi-2").participants())
                .isEqualTo(outcome(plan, "vi-1").participants())
                .hasSize(1);
    }

    @Test
    void aMemberWithoutPrioritiesTakesThoseOfTheOther() {
        cluster.virtualIP(
                "vi-2", addresses("192.168.1.112").vrid(52).priority("b", 100).priority("c", 90));

        Plan plan = cluster.plan();

        assertThat(outcome(plan, "vi-1").participants())
                .isEqualTo(outcome(plan, "vi-2").participants())
                .extracting(Participant::node)
                .containsExactly("b", "c", "a");
    }

    @Test
    void membersMayGiveOtherNumbersInTheSameOrder() {
        cluster.virtualIP(
                        "vi-1",
                        addresses("192.168.1.111").vrid(51).priority("a", 200).priority("b", 100))
                .virtualIP(
                        "vi-2",
                        addresses("192.168.1.112").vrid(52).priority("b", 10).priority("a", 20));

        Plan plan = cluster.plan();

        assertThat(group(plan, "vg1").verdict()).isEqualTo(new Accepted());
        assertThat(outcome(plan, "vi-1").participants())
                .extracting(Participant::priority)
                .containsExactly(200, 100, 90);
        assertThat(outcome(plan, "vi-2").participants())
                .extracting(Participant::priority)
                .containsExactly(20, 10, 1);
    }

    @Test
    void withWeightsTheNumbersMustBeTheSame() {
        cluster.virtualIP(
                        "vi-1",
                        addresses("192.168.1.111")
                                .vrid(51)
                                .priority("a", 200)
                                .priority("b", 100)
                                .weighs("eth1", -150))
                .virtualIP(
                        "vi-2",
                        addresses("192.168.1.112").vrid(52).priority("a", 200).priority("b", 100));
        assertThat(group(cluster.plan(), "vg1").verdict()).isEqualTo(new Accepted());

        cluster.virtualIP(
                "vi-2", addresses("192.168.1.112").vrid(52).priority("a", 200).priority("b", 10));
        assertThat(group(cluster.plan(), "vg1").verdict())
                .isEqualTo(new Refused(
                        Reason.OrderConflict,
                        "spec.virtualIPs: with tracked weights the members need the same priorities, and on b \"vi-1\" has"
                                + " 100 and \"vi-2\" 10: give both the same spec.priorities, or remove the weights"));
    }

    @Test
    void membersThatDisagreeAreNamedWithTheirValues() {
        cluster.virtualIP(
                        "vi-1",
                        addresses("192.168.1.111").vrid(51).priority("a", 100).priority("b", 90))
                .virtualIP(
                        "vi-2",
                        addresses("192.168.1.112").vrid(52).priority("b", 100).priority("a", 90));

        assertThat(group(cluster.plan(), "vg1").verdict())
                .isEqualTo(
                        new Refused(
                                Reason.OrderConflict,
                                "spec.virtualIPs: the priorities of \"vi-1\" and \"vi-2\" order the nodes differently: vi-1 has a 100"
                                        + " and b 90, vi-2 has a 90 and b 100: give both the same order in their spec.priorities"));
    }

    @Test
    void aGroupThatWasNeverAcceptedLetsItsMembersRunAlone() {
        Plan plan = cluster.syncGroup("vg1", "vi-1", "vi-2", "vi-3").plan();

        assertThat(group(plan, "vg1").verdict())
                .isEqualTo(new Refused(
                        Reason.VirtualIPNotFound,
                        "spec.virtualIPs: VirtualIP \"vi-3\" does not exist: create it, or remove it from the list"));
        assertThat(group(plan, "vg1").inForce()).isFalse();
        assertThat(routers(plan, "vi-1")).hasSize(3);
        assertThat(plan.nodes().values())
                .allSatisfy(spec -> assertThat(spec.syncGroups()).isEmpty());
    }

    @Test
    void aGroupThatWasNeverAcceptedDoesNotTouchWhatRuns() {
        cluster.withoutSyncGroup("vg1");
        Plan before = cluster.apply();

        Plan plan = cluster.syncGroup("vg1", "vi-1", "nobody").plan();

        assertThat(plan.nodes()).isEqualTo(before.nodes());
    }

    @Test
    void aDisagreementKeepsTheWholeGroupAsItWas() {
        Plan before = cluster.apply();

        cluster.virtualIP(
                        "vi-1",
                        addresses("192.168.1.111").vrid(51).priority("a", 100).priority("b", 90))
                .virtualIP(
                        "vi-2",
                        addresses("192.168.1.112").vrid(52).priority("b", 100).priority("a", 90));
        Plan plan = cluster.apply();

        assertThat(plan.nodes()).isEqualTo(before.nodes());
        assertThat(group(plan, "vg1").inForce()).isTrue();
        assertThat(outcome(plan, "vi-1").verdict()).isEqualTo(new Accepted());
        assertThat(outcome(plan, "vi-1").heldBack())
                .isEqualTo("SyncGroup \"vg1\" is not accepted; until it is, its members run as before");
    }

    @Test
    void aRefusedMemberKeepsTheWholeGroupAsItWas() {
        Plan before = cluster.apply();

        cluster.virtualIP("vi-1", addresses("192.168.1.121").vrid(51)).virtualIP("vi-2", addresses("nonsense"));
        Plan plan = cluster.apply();

        assertThat(plan.nodes()).isEqualTo(before.nodes());
        assertThat(((Refused) group(plan, "vg1").verdict()).reason()).isEqualTo(Reason.VirtualIPNotAccepted);
    }

    @Test
    void aVirtualIPIsInTheOlderOfTwoGroups() {
        cluster.virtualIP("vi-3", addresses("192.168.1.113")).syncGroup("a-younger", "vi-2", "vi-3");

        Plan plan = cluster.plan();

        assertThat(group(plan, "vg1").verdict()).isEqualTo(new Accepted());
        assertThat(group(plan, "a-younger").verdict())
                .isEqualTo(new Refused(
                        Reason.VirtualIPInTwoGroups,
                        "spec.virtualIPs: VirtualIP \"vi-2\" is in SyncGroup \"vg1\" already, and a VirtualIP is in one group at"
                                + " most: remove it from one of the two"));
    }

    @Test
    void theGroupInForceKeepsItsMemberEvenFromAnOlderOne() {
        cluster.virtualIP("vi-3", addresses("192.168.1.113"))
                .virtualIP("vi-4", addresses("192.168.1.114"))
                .syncGroup("vg2", "vi-3", "vi-4");
        Plan before = cluster.apply();

        Plan plan = cluster.syncGroup("vg1", "vi-1", "vi-2", "vi-3").plan();

        assertThat(((Refused) group(plan, "vg1").verdict()).reason()).isEqualTo(Reason.VirtualIPInTwoGroups);
        assertThat(plan.nodes()).isEqualTo(before.nodes());
    }

    @Test
    void aDeletedMemberLeavesAndTheRestOfItsGroupStaysTogether() {
        cluster.virtualIP("vi-3", addresses("192.168.1.113")).syncGroup("vg1", "vi-1", "vi-2", "vi-3");
        cluster.apply();

        Plan plan = cluster.withoutVirtualIP("vi-3").plan();

        assertThat(((Refused) group(plan, "vg1").verdict()).reason()).isEqualTo(Reason.VirtualIPNotFound);
        assertThat(routers(plan, "vi-3")).isEmpty();
        assertThat(Objects.requireNonNull(plan.nodes().get("a")).syncGroups())
                .containsExactly(new RouterGroup("vg1", List.of("vi-1-ipv4", "vi-2-ipv4")));
    }

    @Test
    void theLastMemberLeftGoesOnAlone() {
        cluster.apply();

        Plan plan = cluster.withoutVirtualIP("vi-2").apply();

        assertThat(group(plan, "vg1").inForce()).isFalse();
        assertThat(outcome(plan, "vi-1").heldBack()).isNull();
        assertThat(routers(plan, "vi-1")).hasSize(3);
        assertThat(cluster.plan().nodes()).isEqualTo(plan.nodes());
    }

    @Test
    void aDeletedGroupLetsItsMembersGo() {
        cluster.apply();

        Plan plan = cluster.withoutSyncGroup("vg1").plan();

        assertThat(plan.nodes().values())
                .allSatisfy(spec -> assertThat(spec.syncGroups()).isEmpty());
    }

    @Test
    void itsTrackIsAddedToEveryMember() {
        cluster.virtualIP("vi-1", addresses("192.168.1.111").vrid(51).tracks("eth1"))
                .syncGroup(
                        "vg1",
                        new SyncGroupSpec(
                                List.of("vi-1", "vi-2"),
                                new Track(
                                        List.of(new TrackedInterface("eth0", -20), new TrackedInterface("eth1", -5)))));

        Plan plan = cluster.plan();

        assertThat(track(plan, "vi-1"))
                .isEqualTo(new Track(List.of(new TrackedInterface("eth0", -20), new TrackedInterface("eth1", null))));
        assertThat(track(plan, "vi-2"))
                .isEqualTo(new Track(List.of(new TrackedInterface("eth0", -20), new TrackedInterface("eth1", -5))));
    }

    @Test
    void moreTrackedInterfacesThanAVirtualRouterTakes() {
        cluster.virtualIP("vi-1", addresses("192.168.1.111").vrid(51).tracks(names("x", 10)))
                .syncGroup("vg1", new SyncGroupSpec(List.of("vi-1", "vi-2"), Specs.track(names("y", 7))));

        assertThat(group(cluster.plan(), "vg1").verdict())
                .isEqualTo(
                        new Refused(
                                Reason.TooManyTrackedInterfaces,
                                "spec.track.interfaces: with those of VirtualIP \"vi-1\" they are 17, and 16 is the most: remove some"));
    }

    @Test
    void aGroupWithoutACommonNodeRunsNowhere() {
        cluster.virtualIP("vi-1", addresses("192.168.1.111").vrid(51).selects("kubernetes.io/hostname", "a"))
                .virtualIP("vi-2", addresses("192.168.1.112").vrid(52).selects("kubernetes.io/hostname", "b"));

        Plan plan = cluster.plan();

        assertThat(outcome(plan, "vi-1").shortage()).isEqualTo("no node can run every VirtualIP of SyncGroup \"vg1\"");
    }

    private static Track track(Plan plan, String virtualIP) {
        Map<String, List<dev.vrrp.api.v1alpha1.VirtualRouter>> routers = routers(plan, virtualIP);
        return Objects.requireNonNull(
                Objects.requireNonNull(routers.get("a")).getFirst().track());
    }

    private static String[] names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
    }
}
