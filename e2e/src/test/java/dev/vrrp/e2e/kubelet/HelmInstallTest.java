package dev.vrrp.e2e.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.FastProbe;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.product.Reported;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
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
    /** Of two planned moves nothing is lost, but for what a loaded machine adds to the neighbours' learning of them. */
    private static final Duration TWO_MOVES = Duration.ofMillis(50);

    private static final Duration REPORT = Duration.ofSeconds(30);
    /** From the power to a container, on a machine with other work. */
    private static final Duration BOOT = Duration.ofMinutes(2);

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

    /** The node is alone with the address: nobody could take over in between. */
    @Test
    @Order(3)
    void aStaticPodLeavesItsAddressToTheCluster() throws IOException {
        KubeletCluster cluster = LAB.cluster();
        cluster.kubectl().apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: api}
                        spec: {addresses: [192.168.1.130/24], vrid: 60, nodeSelector: {matchLabels: {kubernetes.io/hostname: %s}}}
                        """.formatted(STATIC_NODE)).orThrow();
        await("the agent that waits knows of the address").atMost(REPORT).until(() -> cluster.kubectl()
                .json("get", "nodeconfig", STATIC_NODE)
                .at("/spec/virtualRouters")
                .findValuesAsText("name")
                .contains("api-ipv4"));
        GroupWatch watch = GroupWatch.start(cluster.lab(), STATIC_ADDRESS);
        watch.awaitMaster(CONVERGENCE);
        FastProbe probe = FastProbe.start(cluster.lab(), STATIC_ADDRESS);
        Instant begun = Instant.now();
        Files.delete(cluster.node(STATIC_NODE).file(STATIC_POD));
        await("the agent that waited has taken it over").atMost(INSTALL_BOUND).until(() -> cluster.kubectl()
                .output("get", "virtualip", "api", "--output=jsonpath={.status.nodes[*].transitions[*].reason}")
                .contains("AddressesAdopted"));
        FastProbe.Result result = probe.end();
        System.out.println("from the static pod to the cluster: " + result);
        assertThat(result.lost()).as("lost probes").isZero();
        assertThat(watch.history().changes(STATIC_ADDRESS, begun)).as("moves").isEmpty();
        cluster.kubectl().output("delete", "virtualip", "api");
        Files.delete(cluster.node(STATIC_NODE).file("/etc/vrrp/node.yaml"));
        Files.delete(cluster.node(STATIC_NODE).file("/etc/vrrp"));
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
        String master = endedAtOnce("killed", node -> node.kill(HelmInstallTest::isAgent));
        assertThat(lastEnd(master)).isEqualTo("Error");
    }

    @Test
    @Order(7)
    void anAgentThatHasNoMemoryLeftIsBackOrReplacedInTime() {
        String master = endedAtOnce("out of memory", node -> node.exhaustMemory(HelmInstallTest::isAgent));
        assertThat(lastEnd(master)).isEqualTo("OOMKilled");
    }

    /** Ends the agent of the Master; the node that was Master. */
    private static String endedAtOnce(String how, Consumer<KubeletNode> end) {
        GroupWatch watch = watch();
        String master = awaitSettled();
        Instant begun = Instant.now();
        end.accept(LAB.cluster().node(master));
        awaitAgentSince(begun, master);
        String next = awaitReported();
        Duration outage = watch.probe(ADDRESS).longestOutage(begun).duration();
        System.out.printf(
                "agent of %s %s: nobody answered for %d ms, %s is Master%n", master, how, outage.toMillis(), next);
        assertThat(outage).isLessThan(TAKEOVER);
        return master;
    }

    private static boolean isAgent(String command) {
        return command.contains("node-agent.jar");
    }

    /** Why the container of the agent of a node ended last, as Kubernetes says it. */
    private static String lastEnd(String node) {
        return agentPods(node)
                .at("/items/0/status/containerStatuses/0/lastState/terminated/reason")
                .asText();
    }

    @Test
    @Order(8)
    void aNodeWhoseKubeletIsDeadKeepsTheAddress() throws IOException {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        KubeletNode master = cluster.node(awaitSettled());
        Instant begun = Instant.now();
        master.stopKubelet();
        awaitGone(master);
        assertThat(watch.history().changes(ADDRESS, begun)).as("moves").isEmpty();
        assertThat(watch.probe(ADDRESS).lost(begun)).as("lost probes").isZero();
        assertThat(awaitReported()).isEqualTo(master.name());
        master.startKubelet();
        cluster.kubectl().output("wait", "--for=condition=Ready", "node/" + master.name(), "--timeout=55s");
        assertThat(watch.history().changes(ADDRESS, begun)).as("moves").isEmpty();
    }

    @Test
    @Order(9)
    void anAgentThatIsEvictedHandsOver() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        String master = awaitSettled();
        Instant begun = Instant.now();
        String pod = agentPods(master).at("/items/0/metadata/name").asText();
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
        awaitReported();
        long lost = watch.probe(ADDRESS).lost(begun);
        System.out.printf("agent of %s evicted: %d probes lost, one each 10 ms%n", master, lost);
        assertThat(lost).as("lost probes, away and back").isLessThan(TWO_MOVES.toMillis() / 10);
    }

    @Test
    @Order(10)
    void aNodeThatIsDrainedAndRebootedHandsOver() {
        KubeletCluster cluster = LAB.cluster();
        Kubectl kubectl = cluster.kubectl();
        GroupWatch watch = watch();
        String master = awaitSettled();
        FastProbe probe = FastProbe.start(cluster.lab(), ADDRESS);
        Instant begun = Instant.now();
        kubectl.output("annotate", "node", master, "vrrp.dev/leave-when-cordoned=true");
        kubectl.output("drain", master, "--ignore-daemonsets", "--timeout=50s");
        await("another node is Master")
                .atMost(CONVERGENCE)
                .until(() -> watch.master().filter(node -> !node.equals(master)).isPresent());
        awaitReported();
        Instant rebooted = Instant.now();
        cluster.node(master).powerOff();
        cluster.node(master).powerOn();
        awaitContainerSince(rebooted, master);
        kubectl.output("wait", "--for=condition=Ready", "node/" + master, "--timeout=55s");
        kubectl.output("uncordon", master);
        await("the best ranked node is back").atMost(REPORT).until(() -> watch.master()
                .equals(Optional.of(master)));
        assertThat(awaitReported()).isEqualTo(master);
        FastProbe.Result result = probe.end();
        long moves = watch.history().changes(ADDRESS, begun).stream()
                .filter(change -> change.held())
                .count();
        System.out.printf("drained, rebooted, uncordoned: %s, %d moves%n", result, moves);
        assertThat(result.lost()).as("lost probes, one each millisecond").isLessThan(TWO_MOVES.toMillis());
        // away and back; of two that are busy the worse may be Master for the 40 ms until it hears the better one
        assertThat(moves).as("moves").isBetween(2L, 3L);
    }

    @Test
    @Order(11)
    void aNodeThatLosesPowerIsReplacedAndComesBack() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        KubeletNode master = cluster.node(awaitSettled());
        Takeover takeover = watch.observe(master::powerOff, TAKEOVER);
        System.out.println("power off: " + takeover);
        assertThat(awaitReported()).isNotEqualTo(master.name());
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
        String last = awaitReported();
        System.out.printf(
                "power on: %s is Master, %d probes lost since%n",
                last, watch.probe(ADDRESS).lost(booted));
    }

    @Test
    @Order(12)
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
        await("no pod is left").atMost(BOOT).until(() -> cluster.kubectl()
                .output("get", "pods", "--namespace=vrrp-system", "--output=name")
                .isBlank());
        await("the nodes are as they were")
                .atMost(REPORT)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> assertThat(states()).isEqualTo(untouched));
        assertThat(cluster.kubectl()
                        .output("get", "clusterroles,clusterrolebindings,validatingadmissionpolicies", "--output=name"))
                .doesNotContain("vrrp");
        assertThat(cluster.kubectl().output("get", "customresourcedefinitions", "--output=name"))
                .as("what stays, because helm removes no definition")
                .contains("virtualips.vrrp.dev");
    }

    /** The container is a new one, and its virtual router takes part. */
    private static void awaitAgentSince(Instant since, String node) {
        await("the agent of " + node + " has been started again").atMost(BOOT).until(() -> {
            JsonNode pods = agentPods(node).path("items");
            return StreamSupport.stream(pods.spliterator(), false).anyMatch(pod -> hasStarted(pod, since));
        });
    }

    private static JsonNode agentPods(String node) {
        return LAB.cluster()
                .kubectl()
                .json(
                        "get",
                        "pods",
                        "--namespace=vrrp-system",
                        "--field-selector=spec.nodeName=" + node,
                        "--selector=app.kubernetes.io/component=node-agent");
    }

    /** Kubernetes has been told of a new container. */
    private static void awaitContainerSince(Instant since, String node) {
        await("the agent of " + node + " has a new container").atMost(BOOT).until(() -> StreamSupport.stream(
                        agentPods(node).path("items").spliterator(), false)
                .anyMatch(pod -> isNew(pod, since)));
    }

    private static boolean isNew(JsonNode pod, Instant since) {
        // in whole seconds
        String started =
                pod.at("/status/containerStatuses/0/state/running/startedAt").asText();
        return !started.isEmpty() && Instant.parse(started).isAfter(since.minusSeconds(1));
    }

    private static boolean hasStarted(JsonNode pod, Instant since) {
        return isNew(pod, since)
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

    /** Waits until kubectl names the node that answers, which may be another one for a moment after an election; that node. */
    private static String awaitReported() {
        Reported reported = new Reported(LAB.cluster().kubectl());
        await("kubectl names who answers")
                .atMost(REPORT)
                .until(() -> watch().master().isPresent()
                        && reported.master("virtualip", "ingress").equals(watch().master()));
        return watch().awaitMaster(CONVERGENCE);
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
                .collect(Collectors.toMap(Node::name, node -> NodeState.of(LAB.cluster(), node)));
    }
}
