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
    private static final int LOWEST_RANKED = 230;

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
        await("the best ranked node is Master, so that nobody preempts it later")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> reported.masterPriority("ingress").equals(OptionalInt.of(Bounds.BEST_RANKED)));
        String first = watch.awaitMaster(Bounds.CONVERGENCE);
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
        for (int failure = 1; failure <= 2; failure++) {
            Takeover takeover =
                    watch.observe(LAB.testbed().agent(masters.getLast())::kill, Bounds.takeover(LOWEST_RANKED));
            System.out.println("takeover: " + takeover);
            masters.add(takeover.to());
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
}
