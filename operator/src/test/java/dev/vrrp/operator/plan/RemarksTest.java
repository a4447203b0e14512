package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RemarksTest {
    @Test
    void aSensibleSpecCausesNone() {
        assertThat(remarks(addresses("192.168.1.111")
                        .priority("a", 100)
                        .priority("b", 90)
                        .weighs("eth1", -20)))
                .isEmpty();
    }

    @Test
    void aWeightThatCanNeverChangeTheWinner() {
        assertThat(remarks(addresses("192.168.1.111").weighs("eth1", -9)))
                .containsExactly(
                        "spec.track.interfaces: weight -9 of eth1 can never change which node is Master: the"
                                + " priorities are 10 or more apart; use a larger weight, or priorities that are closer together.");
        assertThat(remarks(addresses("192.168.1.111").weighs("eth1", -9).peers("192.168.1.250")))
                .as("beside a router outside, whose priority is not known")
                .isEmpty();
        assertThat(remarks(addresses("192.168.1.111").weighs("eth1", -9).replicas(1)))
                .isEmpty();
    }

    @Test
    void aWeightThatMakesTwoEqual() {
        assertThat(remarks(addresses("192.168.1.111").weighs("eth1", 20)))
                .containsExactly("spec.track.interfaces: with weight 20 of eth1 up, the best 2 nodes would all have a"
                        + " priority above 254, which is the most, and be equal; use negative weights, or lower"
                        + " spec.priorities.");
    }

    @Test
    void aPriorityThatCanNeverCount() {
        assertThat(remarks(addresses("192.168.1.111")
                        .priority("a", 100)
                        .priority("gone", 90)
                        .priority("a", 200)))
                .containsExactly(
                        "spec.priorities[1]: 90 for gone counts for none of the 3 candidate nodes.",
                        "spec.priorities[2]: 200 for a can never count: an entry before it names the same nodes, and the"
                                + " first counts.");
    }

    private static List<String> remarks(Specs spec) {
        return outcome(new Cluster().nodes("a", "b", "c").virtualIP("vip", spec).plan(), "vip")
                .remarks();
    }
}
