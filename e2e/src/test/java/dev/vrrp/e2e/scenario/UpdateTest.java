package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.FastProbe;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.product.Agent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new agent is started beside the old one of its node, as a DaemonSet does that surges, and the old one is ended. */
class UpdateTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final String ADDRESS = "192.168.1.120";
    /** Of a program, or of an election at an interval of 3 s, and what a machine with much other work adds. */
    private static final Duration START = Duration.ofSeconds(40);

    @Test
    void theNewAgentGoesOnAsMasterAndNothingMoves() {
        GroupWatch watch = GroupWatch.start(LAB.testbed().lab(), ADDRESS);
        // of a second, a machine with much other work might leave the new agent too little of the three
        LAB.testbed().kubectl().apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: ingress}
                spec: {addresses: [%s/24], advertisementInterval: 3s}
                """.formatted(ADDRESS)).orThrow();
        LAB.awaitBestRanked("ingress");
        LAB.testbed().kubectl().output("wait", "--for=condition=Redundant", "virtualip/ingress", "--timeout=20s");
        Agent old = LAB.testbed().agent(watch.awaitMaster(Bounds.CONVERGENCE));
        Agent next = LAB.testbed().successor(old);
        Instant begun = Instant.now();

        next.start();
        await("the new agent waits, and knows what it will run")
                .atMost(START)
                .until(() -> log(next).contains("waits for its end") && keepsItsConfiguration(next));
        old.terminate();
        assertThat(old.awaitEnd()).isZero();

        await("the new agent is Master and answers").atMost(Bounds.CONVERGENCE).untilAsserted(() -> assertThat(
                        next.ask("/metrics"))
                .contains("vrrp_agent_router_state{state=\"Master\",virtual_router=\"ingress-ipv4\"} 1.0")
                .contains("reason=\"AddressesAdopted\""));
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

    @Test
    void anAgentThatRunsAFileLeavesItsAddressToTheOneOfTheClusterThoughTheNodeIsAlone() throws IOException {
        String address = "192.168.1.130";
        Agent waiting = LAB.testbed().agent("server-c");
        Node node = waiting.node();
        waiting.terminate();
        assertThat(waiting.awaitEnd()).isZero();
        Path file = Files.writeString(
                LAB.testbed().lab().directory().resolve("file.yaml"), """
                apiVersion: vrrp.dev/v1alpha1
                kind: NodeConfig
                metadata: {name: server-c}
                spec:
                  virtualRouters:
                  - name: api-ipv4
                    virtualIP: api
                    vrid: 60
                    interface: %s
                    priority: 254
                    advertisementInterval: 3s
                    addresses: [%s/24]
                """.formatted(Card.FIRST.device(), address));
        Agent fromFile = Agent.standalone(
                node,
                LAB.testbed().checkout().jar("node-agent"),
                file,
                Files.createDirectory(LAB.testbed().lab().directory().resolve("from-file")));
        fromFile.start();
        GroupWatch watch = GroupWatch.start(LAB.testbed().lab(), address);
        assertThat(watch.awaitMaster(START)).isEqualTo(node.name());

        waiting.start();
        LAB.testbed().kubectl().output("label", "node", node.name(), "alone=true");
        LAB.testbed().kubectl().apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: api}
                spec: {addresses: [%s/24], vrid: 60, advertisementInterval: 3s, nodeSelector: {matchLabels: {alone: "true"}}}
                """.formatted(address)).orThrow();
        await("the agent that waits knows what it will run").atMost(START).until(() -> Files.readString(
                        waiting.stateDirectory().resolve("nodeconfig-server-c.yaml"))
                .contains("api-ipv4"));
        FastProbe probe = FastProbe.start(LAB.testbed().lab(), address);
        Instant begun = Instant.now();
        fromFile.terminate();
        assertThat(fromFile.awaitEnd()).isZero();
        await("the cluster knows that its agent goes on").atMost(Bounds.REPORT).until(() -> LAB.testbed()
                .kubectl()
                .output("get", "virtualip", "api", "-o", "jsonpath={.status.nodes[*].transitions[*].reason}")
                .contains("AddressesAdopted"));
        FastProbe.Result result = probe.end();
        System.out.println("from a file to the cluster, on one node: " + result);
        assertThat(result.lost()).as("lost probes").isZero();
        assertThat(watch.history().changes(address, begun)).as("moves").isEmpty();
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
