package dev.vrrp.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.lab.CommandResult;
import dev.vrrp.e2e.lab.Lab;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The control plane is the real one, keeps what it stored, and gives tokens that know their node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneTest {
    private Lab lab;
    private ControlPlane controlPlane;
    private Kubectl kubectl;

    @BeforeAll
    void start() {
        lab = Lab.create();
        controlPlane = ControlPlane.start(lab, Checkout.find());
        kubectl = controlPlane.kubectl();
        kubectl.output("create", "namespace", "vrrp-system");
        kubectl.output("create", "serviceaccount", "tester", "--namespace=vrrp-system");
        ClusterNode.register(kubectl, "node-a", Map.of("zone", "one"));
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    @Test
    void serverAndClientAreOfThePinnedVersion() {
        JsonNode version = kubectl.json("version");
        assertThat(version.at("/serverVersion/gitVersion").asText()).startsWith("v1.37.");
        assertThat(version.at("/clientVersion/gitVersion")).isEqualTo(version.at("/serverVersion/gitVersion"));
    }

    @Test
    void nodesAreReadyAndUntainted() {
        JsonNode node = kubectl.json("get", "node", "node-a");
        assertThat(node.at("/metadata/labels/zone").asText()).isEqualTo("one");
        assertThat(node.at("/status/conditions/0/type").asText()).isEqualTo("Ready");
        assertThat(node.at("/spec/taints").isMissingNode()).isTrue();
    }

    @Test
    void tokensAreBoundToANodeAndHaveNoRightsOfTheirOwn() {
        Path kubeconfig = new ServiceAccounts(controlPlane, lab.directory()).kubeconfig("tester", "node-a");
        JsonNode who = kubectl.as(kubeconfig).json("auth", "whoami");
        assertThat(who.at("/status/userInfo/username").asText()).isEqualTo("system:serviceaccount:vrrp-system:tester");
        assertThat(who.at("/status/userInfo/extra")
                        .path("authentication.kubernetes.io/node-name")
                        .get(0)
                        .asText())
                .isEqualTo("node-a");
        CommandResult refused = kubectl.as(kubeconfig).run("get", "nodes");
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.errors()).contains("Forbidden");
    }

    @Test
    void whatWasStoredOutlivesAnOutageOfTheApiServer() {
        kubectl.output("create", "configmap", "kept", "--from-literal=word=hello");
        controlPlane.stopApiServer();
        assertThat(controlPlane.apiServerRuns()).isFalse();
        assertThat(kubectl.run("get", "configmap", "kept", "--request-timeout=2s")
                        .succeeded())
                .isFalse();
        controlPlane.startApiServer();
        assertThat(kubectl.json("get", "configmap", "kept").at("/data/word").asText())
                .isEqualTo("hello");
    }
}
