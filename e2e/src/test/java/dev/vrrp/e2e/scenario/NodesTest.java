package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.cluster.ClusterNode;
import dev.vrrp.e2e.lab.AddressHistory;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.product.OperatorProcess;
import dev.vrrp.e2e.product.Reported;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to Node objects happens to the addresses; and what the operator says of itself meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodesTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final String ADDRESS = "192.168.1.141";
    private static final Duration HANDOVER = Duration.ofSeconds(40);
    private static final String HTTP_PORT = "18080";

    private Reported reported;

    @BeforeAll
    void applyOnTheEdge() {
        reported = new Reported(LAB.testbed().kubectl());
        LAB.testbed().lab().client().probe(ADDRESS);
        LAB.testbed().kubectl().output("label", "nodes", "--all", "edge=yes");
        LAB.testbed().kubectl().apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: edge}
                        spec:
                          addresses: [192.168.1.141/24]
                          replicas: 2
                          nodeSelector: {matchLabels: {edge: "yes"}}
                        """).orThrow();
    }

    @BeforeEach
    void twoNodesTakePart() {
        await("the address is held")
                .atMost(HANDOVER)
                .until(() -> LAB.testbed().lab().holders(ADDRESS).size() == 1);
        LAB.testbed().kubectl().output("wait", "--for=condition=Redundant", "vip/edge", "--timeout=30s");
        await("two take part").atMost(HANDOVER).until(() -> participants() == 2);
    }

    @Test
    void aNodeThatIsOutOfServiceIsOutAndAnotherTakesItsPlace() {
        Node holder = holder();
        LAB.testbed().agent(holder.name()).kill();
        LAB.testbed()
                .kubectl()
                .output("taint", "node", holder.name(), "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute");
        awaitPlanWithout(holder.name());
        awaitMoveFrom(holder.name());
        await("kubectl tells it").atMost(HANDOVER).until(() -> reported.master("virtualip", "edge")
                .equals(LAB.testbed().lab().holders(ADDRESS).stream()
                        .map(Node::name)
                        .findFirst()));

        LAB.testbed().agent(holder.name()).start();
        LAB.testbed().kubectl().output("taint", "node", holder.name(), "node.kubernetes.io/out-of-service-");
    }

    @Test
    void aNodeThatLosesTheLabelHandsOver() {
        String from = holder().name();
        Instant start = Instant.now();
        LAB.testbed().kubectl().output("label", "node", from, "edge=no", "--overwrite");
        awaitMoveFrom(from);
        assertThat(LAB.testbed().lab().client().probe(ADDRESS).lost(start))
                .as("lost probes")
                .isZero();
        LAB.testbed().kubectl().output("label", "node", from, "edge=yes", "--overwrite");
    }

    @Test
    void aNodeThatIsDeletedTakesPartNoMoreAndIsBackWhenItIs() {
        String from = holder().name();
        LAB.testbed().kubectl().output("delete", "node", from);
        // as the garbage collector of pods and the kubelet do
        LAB.testbed().agent(from).terminate();
        LAB.testbed().agent(from).awaitEnd();
        awaitMoveFrom(from);
        // in a cluster the garbage collector takes the NodeConfig with it
        LAB.testbed().kubectl().output("delete", "nodeconfig", from);
        await("two others take part").atMost(HANDOVER).until(() -> participants() == 2);

        ClusterNode.register(LAB.testbed().kubectl(), from, Map.of("edge", "yes"));
        LAB.testbed().agent(from).start();
        await("its agent reports again").atMost(HANDOVER).until(() -> !LAB.testbed()
                .kubectl()
                .run("get", "nodeconfig", from, "-o", "jsonpath={.status.agent.version}")
                .output()
                .isEmpty());
    }

    @Test
    void aDeletedVirtualIpLeavesEveryNodeWithinTwoSeconds() {
        LAB.testbed().kubectl().apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: brief}
                        spec: {addresses: [192.168.1.142/24]}
                        """).orThrow();
        await("it is held")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> LAB.testbed().lab().holders("192.168.1.142").size() == 1);
        AddressHistory history = AddressHistory.follow(LAB.testbed().lab());
        LAB.testbed().kubectl().output("delete", "vip", "brief");
        Instant deleted = Instant.now();
        await("no node has it").atMost(HANDOVER).until(() -> history.holders("192.168.1.142")
                .isEmpty());
        assertThat(history.holders("192.168.1.142", deleted.plusSeconds(2)))
                .as("who has it after 2 s")
                .isEmpty();
    }

    @Test
    void theOperatorTellsPrometheusWhatItDoes() throws IOException, InterruptedException {
        OperatorProcess operator = LAB.testbed().operator("operator-http", "--http", "0.0.0.0:" + HTTP_PORT);
        operator.start();
        LAB.testbed().operator().terminate();
        await("it leads, and knows the cluster")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("/metrics").contains("vrrp_operator_leader 1")
                        && get("/readyz").equals("ok\n"));
        assertThat(get("/healthz")).isEqualTo("ok\n");
        assertThat(get("/metrics"))
                .contains("vrrp_operator_virtualips{condition=\"Ready\",status=\"True\"} 1")
                .contains("vrrp_operator_plan_duration_seconds_count")
                .contains("vrrp_operator_reconcile_duration_seconds_count{controller=\"virtualip\",result=\"success\"}")
                .containsPattern("vrrp_operator_api_requests_total\\{code=\"20[01]\",method=\"(GET|POST|PATCH)\"}");
        operator.terminate();
        LAB.testbed().operator().start();
    }

    private static String get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create(
                    "http://" + LAB.testbed().lab().management().controlPlaneAddress() + ":" + HTTP_PORT + path);
            return client.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static void awaitMoveFrom(String from) {
        await("one other node holds the address")
                .atMost(HANDOVER)
                .until(
                        () -> LAB.testbed().lab().holders(ADDRESS),
                        holders -> holders.size() == 1
                                && !holders.getFirst().name().equals(from));
    }

    private void awaitPlanWithout(String name) {
        await("two others take part")
                .atMost(HANDOVER)
                .until(() -> participants() == 2
                        && LAB.testbed()
                                .kubectl()
                                .run("get", "nodeconfig", name, "-o", "jsonpath={.spec.virtualRouters[*].name}")
                                .output()
                                .isEmpty());
    }

    private static int participants() {
        return LAB.testbed()
                .kubectl()
                .json("get", "vip", "edge")
                .at("/status/replicas")
                .asInt();
    }

    private static Node holder() {
        return LAB.testbed().lab().holders(ADDRESS).getFirst();
    }
}
