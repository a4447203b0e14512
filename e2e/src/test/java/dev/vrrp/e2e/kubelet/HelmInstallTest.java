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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private static Map<String, NodeState> untouched = Map.of();

    @BeforeAll
    static void rememberTheNodesAsTheyAre() {
        untouched = states();
    }

    @Test
    @Order(1)
    void anAddressAnswersSoonAfterTheInstallation() {
        KubeletCluster cluster = LAB.cluster();
        Instant begun = Instant.now();
        helm("install", "--create-namespace");
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
    @Order(2)
    void anUpgradeLosesNoPacket() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        watch.awaitMaster(CONVERGENCE);
        FastProbe probe = FastProbe.start(cluster.lab(), ADDRESS);
        Instant begun = Instant.now();
        helm("upgrade", "--reuse-values", "--set=nodeAgent.image.tag=next", "--set=operator.image.tag=next");
        Duration upgraded = Duration.between(begun, Instant.now());
        watch.awaitMaster(CONVERGENCE);
        FastProbe.Result result = probe.end();
        long handovers = watch.history().changes(ADDRESS, begun).stream()
                .filter(change -> change.held())
                .count();
        System.out.printf(
                "helm upgrade took %.1f s, %s, %d hand-overs%n", upgraded.toMillis() / 1e3, result, handovers);
        assertThat(cluster.kubectl()
                        .output(
                                "get",
                                "pods",
                                "--namespace=vrrp-system",
                                "--output=jsonpath={.items[*].spec.containers[*].image}")
                        .split(" "))
                .as("images of the pods")
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(image -> image.endsWith(":next"));
        assertThat(result.lost()).as("lost probes").isZero();
        assertThat(handovers).as("to a backup and back").isLessThanOrEqualTo(2);
    }

    @Test
    @Order(3)
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
    @Order(4)
    void aNodeThatLosesPowerIsReplacedAndComesBack() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = watch();
        KubeletNode master = cluster.node(watch.awaitMaster(CONVERGENCE));
        Takeover takeover = watch.observe(master::powerOff, TAKEOVER);
        System.out.println("power off: " + takeover);
        awaitReported(takeover.to());
        await("Kubernetes knows that the node is gone").atMost(REPORT).until(() -> !cluster.kubectl()
                .output("get", "node", master.name(), "--no-headers")
                .contains(" Ready "));
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
    @Order(5)
    void uninstallingLeavesNothingOnTheNodes() {
        KubeletCluster cluster = LAB.cluster();
        cluster.kubectl().output("delete", "virtualip", "ingress");
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
            JsonNode pod = kubectl.json(
                            "get",
                            "pods",
                            "--namespace=vrrp-system",
                            "--field-selector=spec.nodeName=" + node,
                            "--selector=app.kubernetes.io/component=node-agent")
                    .at("/items/0");
            // in whole seconds
            String started = pod.at("/status/containerStatuses/0/state/running/startedAt")
                    .asText();
            return !started.isEmpty()
                    && Instant.parse(started).isAfter(since.minusSeconds(1))
                    && kubectl.run(
                                    "logs",
                                    "--namespace=vrrp-system",
                                    pod.at("/metadata/name").asText())
                            .output()
                            .contains("ingress-ipv4: Initialize -> ");
        });
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
