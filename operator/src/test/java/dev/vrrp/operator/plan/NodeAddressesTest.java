package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.link;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NodeAddressesTest {
    @Test
    void eachNodeKnowsWhatTheOthersOnItsSegmentsSendFrom() {
        Plan plan = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24"), link("eth1", 3, "10.0.0.10/24"))
                .node("b", link("eth0", 2, "192.168.1.11/24"), link("eth1", 3, "10.0.0.11/24"))
                .node("elsewhere", link("eth0", 2, "172.16.0.10/24"))
                .virtualIP("vip", addresses("192.168.1.101"))
                .virtualIP("another", addresses("172.16.0.101"))
                .plan();

        assertThat(known(plan, "a")).as("eth1 carries no virtual router").containsExactly("192.168.1.11");
        assertThat(known(plan, "b")).containsExactly("192.168.1.10");
        assertThat(known(plan, "elsewhere")).isEmpty();
    }

    @Test
    void twoCardsOnOneLanHearEachOthersVirtualRouters() {
        Plan plan = new Cluster()
                .node("a", link("eth0", 2, "192.168.1.10/24"), link("eth1", 3, "192.168.1.20/24"))
                .node("b", link("eth0", 2, "192.168.1.11/24"), link("eth1", 3, "192.168.1.21/24"))
                .virtualIP("first", addresses("192.168.1.101").on("eth0"))
                .virtualIP("second", addresses("192.168.1.102").on("eth1"))
                .plan();

        assertThat(known(plan, "a")).containsExactly("192.168.1.11", "192.168.1.21");
    }

    private static List<String> known(Plan plan, String node) {
        return Objects.requireNonNull(plan.nodes().get(node)).nodeAddresses();
    }
}
