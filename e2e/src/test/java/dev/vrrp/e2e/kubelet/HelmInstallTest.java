package dev.vrrp.e2e.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.FastProbe;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.product.Reported;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a cluster administrator does and goes through, from the installation to its end, in this order. */
@Tag("kubelets")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HelmInstallTest {
    @RegisterExtension
    static final KubeletClusterExtension LAB = new KubeletClusterExtension();

    private static final String ADDRESS = "192.168.1.120";
    /** A minute is what it may take; it gets two where the machine has other work. */
    private static final Duration INSTALL_BOUND = Duration.ofMinutes(2);

    private static final Duration CONVERGENCE = Duration.ofSeconds(20);
    private static final Duration REPORT = Duration.ofSeconds(30);

    /** Three intervals and the skew of the lowest of three nodes, and a second for a loaded machine. */
    private static final Duration TAKEOVER = Duration.ofMillis(4_200);

    /** The priority that the operator gives to the best of the nodes that it ranks. */
    private static final int BEST_RANKED = 250;

    private static final String STATIC_NODE = "server-a";
    private static final String STATIC_ADDRESS = "192.168.1.130";
    private static final String STATIC_POD = "/etc/kubernetes/manifests/vrrp-node-agent.yaml";
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    private static Map<String, NodeState> untouched = Map.of();

    @BeforeAll
    static void rememberTheNodesAsTheyAre() {
        untouched = states();
    }

    @Test
    @Order(1)
    void aStaticPodCarriesAnAddressBeforeAnythingIsInstalled() throws IOException {
        KubeletCluster cluster = LAB.cluster();
        KubeletNode node = cluster.node(STATIC_NODE);
        Files.createDirectories(node.file("/etc/vrrp"));
        Files.copy(cluster.checkout().file("deploy/static-pod/node.yaml"), node.file("/etc/vrrp/node.yaml"));
        Files.copy(cluster.checkout().file("deploy/static-pod/vrrp-node-agent.yaml"), node.file(STATIC_POD));
        await("the address answers")
                .atMost(INSTALL_BOUND)
                .until(() -> cluster.lab().client().reaches(STATIC_ADDRESS));
    }

    @Test
    @Order(2)
    void anAddressAnswersSoonAfterTheInstallation() {
        KubeletCluster cluster = LAB.cluster();
        Instant begun = Instant.now();
        helm("install", "--create-namespace", "--set=test.address=192.168.1.250/24");
        Duration installed = Duration.between(begun, Instant.now());
        cluster.kubectl()
                .output(
                        "apply",
                        "-f",
                        cluster.checkout()
                                .file("deploy/examples/virtualip.yaml")
                                .toString());
        cluster.kubectl().output("wait", "--for=condition=Ready", "virtualip/ingress", "--timeout=55s");
        Duration ready = Duration.between(begun, Instant.now());
        String master = watch().awaitMaster(CONVERGENCE);
        System.out.printf(
                "helm install took %.1f s, the address was Ready after %.1f s, %s is Master%n",
                installed.toMillis() / 1e3, ready.toMillis() / 1e3, master);
        assertThat(ready).isLessThan(INSTALL_BOUND);
    }

    @Test
    @Order(3)
    void aStaticPodHandsItsAddressOverToTheCluster() throws IOException {
        KubeletCluster cluster = LAB.cluster();
        Reported reported = new Reported(cluster.kubectl());
        cluster.kubectl()
                .apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: api}
                        spec: {addresses: [192.168.1.130/24], vrid: 60, peers: [%s]}
                        """.formatted(cluster.lab().node(STATIC_NODE).address(Card.FIRST)))
                .orThrow();
        await("the other nodes stand by for the static pod").atMost(REPORT).untilAsserted(() -> assertThat(
                        List.of("server-b", "server-c"))
                .allMatch(node -> reported.state("api", node).equals(Optional.of("Backup"))));
        FastProbe probe = FastProbe.start(cluster.lab(), STATIC_ADDRESS);
        Files.delete(cluster.node(STATIC_NODE).file(STATIC_POD));
        await("the agent that waited takes part").atMost(INSTALL_BOUND).until(() -> reported.state("api", STATIC_NODE)
                .filter(Set.of("Master", "Backup")::contains)
                .isPresent());
        FastProbe.Result result = probe.end();
        System.out.println("from the static pod to the cluster: " + result);
        assertThat(result.lost()).as("lost probes").isZero();
        cluster.kubectl().output("delete", "virtualip", "api");
    }

    @Test
    @Order(4)
    void helmTestMakesAnAddressAnswer() {
        KubeletCluster cluster = LAB.cluster();
        assertThat(cluster.helm().output("test", "vrrp-operator", "--namespace=vrrp-system", "--timeout=120s"))
                .containsPattern("Phase: +Succeeded");
        assertThat(cluster.kubectl()
                        .output(
                                "get",
                                "virtualips,clusterroles,clusterrolebindings,serviceaccounts,pods",
                                "--namespace=vrrp-system",
                                "--output=name"))
                .as("what the test leaves")
                .doesNotContain("vrrp-operator-check");
    }

    @Test
    @Order(5)
    void anUpgradeMovesNothingAndLosesNoPacket() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        awaitSettled();
        FastProbe probe = FastProbe.start(cluster.lab(), ADDRESS);
        Instant begun = Instant.now();
        helm("upgrade", "--reuse-values", "--set=nodeAgent.image.tag=next", "--set=operator.image.tag=next");
        Duration upgraded = Duration.between(begun, Instant.now());
        await("the old agents are gone").atMost(REPORT).untilAsserted(() -> assertThat(cluster.kubectl()
                        .output(
                                "get",
                                "pods",
                                "--namespace=vrrp-system",
                                "--output=jsonpath={.items[*].spec.containers[*].image}")
                        .split(" "))
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(image -> image.endsWith(":next")));
        watch.awaitMaster(CONVERGENCE);
        FastProbe.Result result = probe.end();
        long handovers = watch.history().changes(ADDRESS, begun).stream()
                .filter(change -> change.held())
                .count();
        System.out.printf(
                "helm upgrade took %.1f s, %s, %d hand-overs%n", upgraded.toMillis() / 1e3, result, handovers);
        assertThat(result.lost()).as("lost probes").isZero();
        assertThat(handovers).as("hand-overs").isZero();
    }

    @Test
    @Order(6)
    void anAgentThatIsKilledIsBackOrReplacedInTime() {
        GroupWatch watch = watch();
        String master = watch.awaitMaster(CONVERGENCE);
        Instant begun = Instant.now();
        LAB.cluster().node(master).kill(command -> command.contains("node-agent.jar"));
        awaitAgentSince(begun, master);
        String next = watch.awaitMaster(CONVERGENCE);
        Duration outage = watch.probe(ADDRESS).longestOutage(begun).duration();
        System.out.printf(
                "agent of %s killed: nobody answered for %d ms, %s is Master%n", master, outage.toMillis(), next);
        assertThat(outage).isLessThan(TAKEOVER);
        awaitReported(next);
    }

    @Test
    @Order(7)
    void aNodeWhoseKubeletIsDeadKeepsTheAddress() throws IOException {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        KubeletNode master = cluster.node(awaitSettled());
        Instant begun = Instant.now();
        master.stopKubelet();
        awaitGone(master);
        assertThat(watch.history().changes(ADDRESS, begun)).as("moves").isEmpty();
        assertThat(watch.probe(ADDRESS).lost(begun)).as("lost probes").isZero();
        awaitReported(master.name());
        master.startKubelet();
        cluster.kubectl().output("wait", "--for=condition=Ready", "node/" + master.name(), "--timeout=55s");
        assertThat(watch.history().changes(ADDRESS, begun)).as("moves").isEmpty();
    }

    @Test
    @Order(8)
    void anAgentThatIsEvictedHandsOver() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        String master = awaitSettled();
        Instant begun = Instant.now();
        String pod = cluster.kubectl()
                .output(
                        "get",
                        "pods",
                        "--namespace=vrrp-system",
                        "--field-selector=spec.nodeName=" + master,
                        "--selector=app.kubernetes.io/component=node-agent",
                        "--output=jsonpath={.items[0].metadata.name}");
        cluster.kubectl()
                .runWithInput(
                        "{\"apiVersion\": \"policy/v1\", \"kind\": \"Eviction\", \"metadata\": {\"name\": \"%s\"}}"
                                .formatted(pod),
                        "create",
                        "--raw",
                        "/api/v1/namespaces/vrrp-system/pods/" + pod + "/eviction",
                        "-f",
                        "-")
                .orThrow();
        awaitAgentSince(begun, master);
        awaitReported(watch.awaitMaster(CONVERGENCE));
        assertThat(watch.probe(ADDRESS).lost(begun)).as("lost probes").isZero();
    }

    @Test
    @Order(9)
    void aNodeThatIsDrainedHandsOver() {
        Kubectl kubectl = LAB.cluster().kubectl();
        GroupWatch watch = watch();
        String master = awaitSettled();
        Instant begun = Instant.now();
        kubectl.output("annotate", "node", master, "vrrp.dev/leave-when-cordoned=true");
        kubectl.output("drain", master, "--ignore-daemonsets", "--timeout=50s");
        await("another node is Master")
                .atMost(CONVERGENCE)
                .until(() -> watch.master().filter(node -> !node.equals(master)).isPresent());
        awaitReported(watch.awaitMaster(CONVERGENCE));
        kubectl.output("uncordon", master);
        await("the node takes part again").atMost(REPORT).until(() -> new Reported(kubectl)
                .state("ingress", master)
                .filter(Set.of("Master", "Backup")::contains)
                .isPresent());
        awaitReported(watch.awaitMaster(CONVERGENCE));
        assertThat(watch.probe(ADDRESS).lost(begun)).as("lost probes").isZero();
    }

    @Test
    @Order(10)
    void aNodeThatLosesPowerIsReplacedAndComesBack() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        KubeletNode master = cluster.node(awaitSettled());
        Takeover takeover = watch.observe(master::powerOff, TAKEOVER);
        System.out.println("power off: " + takeover);
        awaitReported(takeover.to());
        awaitGone(master);
        cluster.kubectl().output("taint", "node", master.name(), OUT_OF_SERVICE + "=nodeshutdown:NoExecute");
        await("a node that is out of service takes part in nothing")
                .atMost(REPORT)
                .until(() -> cluster.kubectl()
                        .json("get", "nodeconfig", master.name())
                        .at("/spec/virtualRouters")
                        .isEmpty());
        cluster.kubectl().output("taint", "node", master.name(), OUT_OF_SERVICE + "-");
        Instant booted = Instant.now();
        master.powerOn();
        cluster.kubectl().output("wait", "--for=condition=Ready", "node/" + master.name(), "--timeout=55s");
        awaitAgentSince(booted, master.name());
        String last = watch.awaitMaster(CONVERGENCE);
        System.out.printf(
                "power on: %s is Master, %d probes lost since%n",
                last, watch.probe(ADDRESS).lost(booted));
        awaitReported(last);
    }

    @Test
    @Order(11)
    void uninstallingLeavesNothingOnTheNodes() {
        KubeletCluster cluster = LAB.cluster();
        cluster.kubectl().apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: with-its-own-mac}
                        spec: {addresses: [192.168.1.131/24], virtualMAC: true}
                        """).orThrow();
        cluster.kubectl().output("wait", "--for=condition=Ready", "virtualip/with-its-own-mac", "--timeout=30s");
        cluster.helm().output("uninstall", "vrrp-operator", "--namespace=vrrp-system", "--wait");
        await("no pod is left").atMost(REPORT).until(() -> cluster.kubectl()
                .output("get", "pods", "--namespace=vrrp-system", "--output=name")
                .isBlank());
        await("the nodes are as they were").atMost(CONVERGENCE).untilAsserted(() -> assertThat(states())
                .isEqualTo(untouched));
        assertThat(cluster.kubectl()
                        .output("get", "clusterroles,clusterrolebindings,validatingadmissionpolicies", "--output=name"))
                .doesNotContain("vrrp");
        assertThat(cluster.kubectl().output("get", "customresourcedefinitions", "--output=name"))
                .as("what stays, because helm removes no definition")
                .contains("virtualips.vrrp.dev");
    }

    /** The container is a new one, and its virtual router takes part. */
    private static void awaitAgentSince(Instant since, String node) {
        Kubectl kubectl = LAB.cluster().kubectl();
        await("the agent of " + node + " has been started again").atMost(REPORT).until(() -> {
            JsonNode pods = kubectl.json(
                            "get",
                            "pods",
                            "--namespace=vrrp-system",
                            "--field-selector=spec.nodeName=" + node,
                            "--selector=app.kubernetes.io/component=node-agent")
                    .path("items");
            return StreamSupport.stream(pods.spliterator(), false).anyMatch(pod -> hasStarted(pod, since));
        });
    }

    private static boolean hasStarted(JsonNode pod, Instant since) {
        // in whole seconds
        String started =
                pod.at("/status/containerStatuses/0/state/running/startedAt").asText();
        return !started.isEmpty()
                && Instant.parse(started).isAfter(since.minusSeconds(1))
                && LAB.cluster()
                        .kubectl()
                        .run(
                                "logs",
                                "--namespace=vrrp-system",
                                pod.at("/metadata/name").asText())
                        .output()
                        .contains("ingress-ipv4: Initialize -> ");
    }

    private static void awaitGone(KubeletNode node) {
        await("Kubernetes knows that the node is gone").atMost(REPORT).until(() -> !LAB.cluster()
                .kubectl()
                .output("get", "node", node.name(), "--no-headers")
                .contains(" Ready "));
    }

    /** The Master, when it is the best ranked of the nodes, so that no other preempts it. */
    private static String awaitSettled() {
        Reported reported = new Reported(LAB.cluster().kubectl());
        await("the best ranked node is Master")
                .atMost(REPORT)
                .until(() -> reported.masterPriority("ingress").equals(OptionalInt.of(BEST_RANKED))
                        && reported.master("virtualip", "ingress").equals(watch().master()));
        return watch().awaitMaster(CONVERGENCE);
    }

    private static void awaitReported(String master) {
        await("kubectl names " + master).atMost(REPORT).until(() -> new Reported(
                        LAB.cluster().kubectl())
                .master("virtualip", "ingress")
                .equals(Optional.of(master)));
    }

    /** {@code helm install} or {@code helm upgrade} of the packaged chart, until all pods are ready. */
    private static void helm(String command, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of(command, "vrrp-operator", LAB.cluster().chart().toString(), "--namespace=vrrp-system"));
        arguments.addAll(List.of("--wait", "--timeout=150s"));
        arguments.addAll(List.of(options));
        LAB.cluster().helm().output(arguments.toArray(String[]::new));
    }

    private static GroupWatch watch() {
        return LAB.watch(ADDRESS);
    }

    private static Map<String, NodeState> states() {
        return LAB.cluster().lab().nodes().stream()
                .collect(Collectors.toMap(Node::name, Function.<Node>identity().andThen(NodeState::of)));
    }
}
