package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.link;
import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Cluster.routers;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.ForeignRouter;
import dev.vrrp.operator.plan.Verdict.Accepted;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VridClaimsTest {
    @Test
    void theLowestFreeOneIsAllocated() {
        Plan plan = new Cluster()
                .nodes("a")
                .virtualIP("first", addresses("192.168.1.101"))
                .virtualIP("given", addresses("192.168.1.102").vrid(2))
                .virtualIP("second", addresses("192.168.1.103"))
                .plan();

        assertThat(outcome(plan, "first").vrid()).isEqualTo(1);
        assertThat(outcome(plan, "given").vrid()).isEqualTo(2);
        assertThat(outcome(plan, "second").vrid()).isEqualTo(3);
    }

    @Test
    void otherSegmentsHaveVridsOfTheirOwn() {
        Plan plan = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24"), link("eth1", 3, "10.0.0.10/24"))
                .virtualIP("first", addresses("192.168.1.101"))
                .virtualIP("second", addresses("10.0.0.101"))
                .plan();

        assertThat(outcome(plan, "second").vrid()).isEqualTo(1);
    }

    @Test
    void twoCardsOnOneLanAreOneSegment() {
        Plan plan = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24"), link("eth1", 3, "192.168.1.11/24"))
                .virtualIP("first", addresses("192.168.1.101").on("eth0"))
                .virtualIP("second", addresses("192.168.1.102").on("eth1"))
                .plan();

        assertThat(outcome(plan, "second").vrid()).isEqualTo(2);
    }

    @Test
    void anInterfaceWithoutAddressIsASegmentByItself() {
        Plan plan = new Cluster()
                .node("a", link("eth0", 2, "fe80::1/64"), link("eth1", 3, "fe80::2/64"))
                .virtualIP("first", addresses("192.168.1.101").on("eth0"))
                .virtualIP("second", addresses("192.168.1.102").on("eth0"))
                .virtualIP("other", addresses("192.168.1.103").on("eth1"))
                .plan();

        assertThat(outcome(plan, "second").vrid()).isEqualTo(2);
        assertThat(outcome(plan, "other").vrid()).isEqualTo(1);
    }

    @Test
    void ofTwoThatNameOneTheOlderKeepsIt() {
        Plan plan = new Cluster()
                .nodes("a")
                .virtualIP("z-older", addresses("192.168.1.101").vrid(51))
                .virtualIP("a-younger", addresses("192.168.1.102").vrid(51))
                .plan();

        assertThat(outcome(plan, "z-older").verdict()).isEqualTo(new Accepted());
        assertThat(outcome(plan, "a-younger").verdict())
                .isEqualTo(new Refused(
                        Reason.VRIDConflict,
                        "spec.vrid: 51 belongs to VirtualIP \"z-older\" on the same network segment (192.168.1.0/24): set it to"
                                + " one that is free, such as 1, or leave it out"));
        assertThat(outcome(plan, "a-younger").vrid()).isNull();
        assertThat(routers(plan, "a-younger")).isEmpty();
    }

    @Test
    void whoRunsWithItKeepsItEvenFromAnOlderOne() {
        Cluster cluster = new Cluster()
                .nodes("a")
                .virtualIP("older", addresses("192.168.1.101").vrid(51))
                .virtualIP("younger", addresses("192.168.1.102").vrid(52));
        Plan before = cluster.apply();

        Plan plan =
                cluster.virtualIP("older", addresses("192.168.1.101").vrid(52)).plan();

        assertThat(outcome(plan, "older").verdict()).isInstanceOf(Refused.class);
        assertThat(outcome(plan, "older").vrid()).isEqualTo(51);
        assertThat(plan.nodes()).isEqualTo(before.nodes());
    }

    @Test
    void onASegmentThatItComesToTheOthersWereFirst() {
        Cluster cluster = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24"), link("eth1", 3, "10.0.0.10/24"))
                .virtualIP("here", addresses("10.0.0.101"))
                .virtualIP("mover", addresses("192.168.1.101"));
        cluster.apply();

        Plan plan = cluster.virtualIP("mover", addresses("192.168.1.101").on("eth1"))
                .plan();

        assertThat(outcome(plan, "here").vrid()).isEqualTo(1);
        assertThat(outcome(plan, "mover").vrid()).isEqualTo(2);
    }

    @Test
    void anAllocatedOneStaysWhateverElseIsFree() {
        Cluster cluster = new Cluster()
                .nodes("a")
                .virtualIP("first", addresses("192.168.1.101"))
                .virtualIP("second", addresses("192.168.1.102"));
        cluster.apply();

        Plan plan = cluster.withoutVirtualIP("first").plan();

        assertThat(outcome(plan, "second").vrid()).isEqualTo(2);
    }

    @Test
    void thePinnedOneComesBackAfterATimeWithoutNodes() {
        Cluster cluster = new Cluster()
                .nodes("a")
                .virtualIP("first", addresses("192.168.1.101"))
                .virtualIP("second", addresses("192.168.1.102"));
        cluster.apply();
        cluster.withoutNode("a").withoutVirtualIP("first");
        cluster.apply();

        Plan plan = cluster.nodes("b").plan();

        assertThat(outcome(plan, "second").vrid()).isEqualTo(2);
    }

    @Test
    void routersOutsideTheClusterAreAvoided() {
        Plan plan = new Cluster()
                .nodes("a", "b")
                .hears("b", heard(1, "192.168.1.250"))
                .virtualIP("vip", addresses("192.168.1.101"))
                .plan();

        assertThat(outcome(plan, "vip").vrid()).isEqualTo(2);
    }

    @Test
    void anotherNodeIsNoRouterOutsideTheCluster() {
        Plan plan = new Cluster()
                .nodes("a", "b")
                .hears("b", heard(1, "192.168.1.10"))
                .virtualIP("vip", addresses("192.168.1.101"))
                .plan();

        assertThat(outcome(plan, "vip").vrid()).isEqualTo(1);
        assertThat(outcome(plan, "vip").foreigners()).isEmpty();
    }

    @Test
    void aRouterOutsideThatUsesTheVridIsNamedUnlessItIsAPeer() {
        Cluster cluster = new Cluster()
                .nodes("a", "b")
                .hears("b", heard(51, "192.168.1.250", "UnknownSource"))
                .virtualIP("vip", addresses("192.168.1.101").vrid(51));

        assertThat(outcome(cluster.plan(), "vip").foreigners())
                .containsExactly(new VirtualIPOutcome.Foreigner("b", "192.168.1.250", 100, "it differs", true));

        cluster.virtualIP("vip", addresses("192.168.1.101").vrid(51).peers("192.168.1.250"));
        assertThat(outcome(cluster.plan(), "vip").foreigners()).isEmpty();
    }

    @Test
    void aPeerThatDoesNotFitIsNamedToo() {
        Plan plan = new Cluster()
                .nodes("a")
                .hears("a", heard(51, "192.168.1.250", "Password"))
                .virtualIP("vip", addresses("192.168.1.101").vrid(51).peers("192.168.1.250"))
                .plan();

        assertThat(outcome(plan, "vip").foreigners()).hasSize(1);
    }

    @Test
    void aNodeThatDoesNotRunItHearsNoConflict() {
        Plan plan = new Cluster()
                .nodes("a", "b")
                .hears("b", heard(51, "192.168.1.250"))
                .virtualIP("vip", addresses("192.168.1.101").vrid(51))
                .plan();

        assertThat(outcome(plan, "vip").foreigners()).isEmpty();
    }

    @Test
    void whenAllAreTakenTheCountIsTold() {
        Cluster cluster = new Cluster().nodes("a").hears("a", heard(255, "192.168.1.250"));
        IntStream.rangeClosed(1, 254)
                .forEach(i -> cluster.virtualIP(
                        "vip-" + i, addresses("10.9.9." + i).on("eth0").vrid(i)));

        Plan plan = cluster.virtualIP("late", addresses("192.168.1.101")).plan();

        assertThat(outcome(plan, "late").verdict())
                .isEqualTo(
                        new Refused(
                                Reason.VRIDsExhausted,
                                "spec.vrid: none of the 255 VRIDs is free on the network segment (192.168.1.0/24): VirtualIPs use 254,"
                                        + " routers outside the cluster 1: put several addresses in one VirtualIP, or delete one"));
    }

    @Test
    void aReservedVridIsGivenOnlyToWhoNamesItAndTakenFromNobody() {
        Cluster cluster = new Cluster()
                .nodes("a")
                .virtualIP("first", addresses("192.168.1.111"))
                .virtualIP("second", addresses("192.168.1.112"));
        cluster.apply();
        assertThat(outcome(cluster.plan(), "second").vrid()).isEqualTo(2);

        cluster.reserves(2, 3, 4)
                .virtualIP("third", addresses("192.168.1.113"))
                .virtualIP("named", addresses("192.168.1.114").vrid(4));
        Plan plan = cluster.plan();

        assertThat(outcome(plan, "second").vrid()).isEqualTo(2);
        assertThat(outcome(plan, "third").vrid()).isEqualTo(5);
        assertThat(outcome(plan, "named").vrid()).isEqualTo(4);
    }

    @Test
    void whenAllAreTakenTheMessageCountsTheReservedOnes() {
        Integer[] most = IntStream.rangeClosed(1, 254).boxed().toArray(Integer[]::new);
        Cluster cluster = new Cluster()
                .nodes("a")
                .reserves(most)
                .virtualIP("first", addresses("192.168.1.111"))
                .virtualIP("late", addresses("192.168.1.112"));

        assertThat(outcome(cluster.plan(), "late").verdict())
                .isEqualTo(new Refused(
                        Reason.VRIDsExhausted,
                        "spec.vrid: none of the 255 VRIDs is free on the network segment (192.168.1.0/24): VirtualIPs use 1,"
                                + " routers outside the cluster 0, --reserved-vrids keeps 254: put several addresses in"
                                + " one VirtualIP, or delete one"));
    }

    private static ForeignRouter heard(int vrid, String source) {
        return heard(vrid, source, "UnknownVRID");
    }

    private static ForeignRouter heard(int vrid, String source, String reason) {
        return new ForeignRouter(
                "eth0", AddressFamily.IPv4, vrid, source, 100, "2026-01-01T00:00:00Z", reason, "it differs", true);
    }
}
