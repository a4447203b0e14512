package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.product.Agent;
import dev.vrrp.e2e.product.Reported;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new agent is started beside the old one of its node, as a DaemonSet does that surges, and the old one is ended. */
class UpdateTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final String ADDRESS = "192.168.1.120";

    @Test
    void theNewAgentGoesOnAsMasterAndNothingMoves() {
        GroupWatch watch = GroupWatch.start(LAB.testbed().lab(), ADDRESS);
        LAB.testbed().applyFile("deploy/examples/virtualip.yaml");
        Reported reported = new Reported(LAB.testbed().kubectl());
        await("the best ranked node is Master, so that nobody preempts it")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> reported.masterPriority("ingress").equals(OptionalInt.of(Bounds.BEST_RANKED)));
        LAB.testbed().kubectl().output("wait", "--for=condition=Redundant", "virtualip/ingress", "--timeout=20s");
        Agent old = LAB.testbed().agent(watch.awaitMaster(Bounds.CONVERGENCE));
        Agent next = LAB.testbed().successor(old);
        Instant begun = Instant.now();

        next.start();
        await("the new agent waits, and knows what it will run")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> log(next).contains("waits for its end") && keepsItsConfiguration(next));
        old.terminate();
        assertThat(old.awaitEnd()).isZero();

        await("the new agent is Master and answers").atMost(Bounds.CONVERGENCE).until(() -> next.ask("/metrics")
                .contains("vrrp_agent_router_state{state=\"Master\",virtual_router=\"ingress-ipv4\"} 1.0"));
        assertThat(next.ask("/metrics")).contains("reason=\"AddressesAdopted\"");
        await("the API server hears it").atMost(Bounds.REPORT).until(() -> LAB.testbed()
                .kubectl()
                .output("get", "virtualip", "ingress", "-o", "jsonpath={.status.nodes[*].transitions[*].reason}")
                .contains("AddressesAdopted"));
        assertThat(watch.history().changes(ADDRESS, begun)).as("moves").isEmpty();
        assertThat(watch.probe(ADDRESS).lost(begun)).as("lost probes").isZero();
        assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo(old.node().name());

        next.terminate();
        assertThat(next.awaitEnd()).isZero();
        await("one that nobody waits for resigns").atMost(Bounds.CONVERGENCE).until(() -> watch.master()
                .filter(node -> !node.equals(old.node().name()))
                .isPresent());
        assertThat(watch.probe(ADDRESS).lost(begun)).as("lost probes").isZero();
    }

    private static String log(Agent agent) {
        try {
            return Files.readString(agent.log());
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean keepsItsConfiguration(Agent agent) {
        return Files.exists(
                agent.stateDirectory().resolve("nodeconfig-" + agent.node().name() + ".yaml"));
    }
}
