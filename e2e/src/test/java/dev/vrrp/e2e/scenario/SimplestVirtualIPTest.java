package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.product.Reported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A name and an address, nothing else: what a new user starts from, on three nodes. */
class SimplestVirtualIPTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final String ADDRESS = "192.168.1.120";
    private static final List<Integer> RANKS = List.of(Bounds.BEST_RANKED, 240, 230);

    @Test
    void worksOnThreeNodesDownToTheLastOne() {
        GroupWatch watch = GroupWatch.start(LAB.testbed().lab(), ADDRESS);
        LAB.testbed().applyFile("deploy/examples/virtualip.yaml");
        watch.awaitMaster(Bounds.CONVERGENCE);
        assertThat(LAB.testbed()
                        .kubectl()
                        .output("wait", "--for=condition=Ready", "virtualip/ingress", "--timeout=10s"))
                .contains("condition met");

        Reported reported = new Reported(LAB.testbed().kubectl());
        await("each of the three nodes reports").atMost(Bounds.REPORT).untilAsserted(() -> assertThat(
                        LAB.testbed().lab().nodes())
                .extracting(node -> reported.state("ingress", node.name()).orElse("nothing"))
                .containsExactlyInAnyOrder("Master", "Backup", "Backup"));
        String first = awaitMaster(watch, reported, RANKS.getFirst());
        Node master = LAB.testbed().lab().node(first);
        assertThat(master.deviceHolding(ADDRESS))
                .as("the interface whose subnet holds the address")
                .isIn(Optional.of(Card.FIRST.device()), Optional.of(Card.SECOND.device()));
        assertThat(LAB.testbed()
                        .kubectl()
                        .json("get", "virtualip", "ingress")
                        .at("/status/vrid")
                        .asInt())
                .as("an allocated VRID")
                .isBetween(1, 255);

        List<String> masters = new ArrayList<>(List.of(first));
        for (int rank : RANKS.subList(1, RANKS.size())) {
            Takeover takeover = watch.observe(LAB.testbed().agent(masters.getLast())::kill, Bounds.takeover(rank));
            System.out.println("takeover: " + takeover);
            masters.add(awaitMaster(watch, reported, rank));
        }
        assertThat(masters)
                .as("each node was Master once")
                .doesNotHaveDuplicates()
                .hasSize(3);
        await("kubectl names the last one")
                .atMost(Bounds.REPORT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> reported.master("virtualip", "ingress").equals(Optional.of(masters.getLast())));
    }

    /**
     * The node with {@code priority} is Master, so that nobody preempts it later: one of a lower priority, of which the
     * skew time is 39 ms longer, may have been Master before it for a moment.
     */
    private static String awaitMaster(GroupWatch watch, Reported reported, int priority) {
        await("the best ranked of the nodes that are left is Master")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> reported.masterPriority("ingress").equals(OptionalInt.of(priority)));
        return watch.awaitMaster(Bounds.CONVERGENCE);
    }
}
