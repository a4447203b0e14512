package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.product.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that is to go hands over what it holds before it goes; also where it alone takes part. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final String ADDRESS = "192.168.1.140";
    private static final String EXCLUDE = "node.kubernetes.io/exclude-from-external-load-balancers";

    /** The other node has to get its part, to report, and to take over. */
    private static final Duration HANDOVER = Duration.ofSeconds(40);

    private Reported reported;

    @BeforeAll
    void applyOneReplica() {
        reported = new Reported(LAB.testbed().kubectl());
        LAB.testbed().lab().client().probe(ADDRESS);
        LAB.testbed().kubectl().apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: alone}
                        spec:
                          addresses: [192.168.1.140/24]
                          replicas: 1
                        """).orThrow();
    }

    @BeforeEach
    void oneNodeHoldsIt() {
        await("the address is held and reported")
                .atMost(HANDOVER)
                .until(() -> LAB.testbed().lab().holders(ADDRESS).size() == 1
                        && reported.master("virtualip", "alone").equals(holder().map(Node::name)));
        await("it answers").atMost(Bounds.CONVERGENCE).until(() -> !probe().answeringNodes(
                        Instant.now().minus(Duration.ofSeconds(1)))
                .isEmpty());
    }

    @AfterEach
    void allNodesAreBack() {
        LAB.testbed().kubectl().output("annotate", "nodes", "--all", "vrrp.dev/leave-when-cordoned-");
        LAB.testbed().kubectl().output("label", "nodes", "--all", EXCLUDE + "-");
        for (Node node : LAB.testbed().lab().nodes()) {
            LAB.testbed().kubectl().output("uncordon", node.name());
        }
    }

    @Test
    void aCordonedNodeWithTheAnnotationHandsOverAndLosesNothing() {
        String from = holder().orElseThrow().name();
        LAB.testbed().kubectl().output("annotate", "node", from, "vrrp.dev/leave-when-cordoned=true");
        assertHandsOver(from, () -> LAB.testbed().kubectl().output("cordon", from));
    }

    @Test
    void anExcludedNodeHandsOverAndLosesNothing() {
        String from = holder().orElseThrow().name();
        assertHandsOver(from, () -> LAB.testbed().kubectl().output("label", "node", from, EXCLUDE + "="));
    }

    private void assertHandsOver(String from, Runnable cause) {
        Instant start = Instant.now();
        cause.run();
        await("one other node holds the address")
                .atMost(HANDOVER)
                .until(
                        () -> LAB.testbed().lab().holders(ADDRESS),
                        holders -> holders.size() == 1
                                && !holders.getFirst().name().equals(from));
        await("it answers from there")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> probe().answeringNodes(Instant.now().minus(Duration.ofMillis(500))).stream()
                        .noneMatch(from::equals));
        assertThat(probe().lost(start)).as("lost probes").isZero();
    }

    private static Probe probe() {
        return LAB.testbed().lab().client().probe(ADDRESS);
    }

    private static Optional<Node> holder() {
        List<Node> holders = LAB.testbed().lab().holders(ADDRESS);
        return holders.stream().findFirst();
    }
}
