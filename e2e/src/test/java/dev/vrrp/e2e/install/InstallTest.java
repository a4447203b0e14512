package dev.vrrp.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.CommandResult;
import dev.vrrp.e2e.lab.Lab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways to install, into an empty cluster each. */
class InstallTest {
    private static final Checkout CHECKOUT = Checkout.find();
    private static final Path CHART = CHECKOUT.file("charts/vrrp-operator");

    private Lab lab;
    private Kubectl kubectl;

    @BeforeEach
    void startAnEmptyCluster() {
        lab = Lab.create();
        kubectl = ControlPlane.start(lab, CHECKOUT).kubectl();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void theManifestsApplyAndASecondTimeChangeNothing() {
        CommandResult first = applyManifests();
        assertThat(first.errors()).as("warnings").isEmpty();
        assertThat(first.output().lines()).hasSizeGreaterThan(20).allMatch(line -> line.endsWith(" created"));

        kubectl.output("wait", "--for=condition=Established", "--timeout=30s", "-f", file("deploy/crds"));
        CommandResult second = applyManifests();
        assertThat(second.errors()).as("warnings").isEmpty();
        // kubectl replaces the selector of a PodDisruptionBudget as a whole each time, and so calls it configured
        assertThat(second.output().lines())
                .filteredOn(line -> !line.startsWith("poddisruptionbudget.policy/"))
                .allMatch(line -> line.endsWith(" unchanged"));

        kubectl.output("apply", "-f", file("deploy/examples"));
        JsonNode namespace = kubectl.json("get", "namespace", "vrrp-system");
        assertThat(namespace
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("privileged");
    }

    @Test
    void theChartInstallsUpgradesAndGoes() {
        Helm.install(CHART.toString())
                .withName("vrrp")
                .withKubeConfig(kubectl.kubeconfig())
                .call();
        assertThat(kubectl.output("get", "daemonset,deployment", "--namespace=vrrp-system", "-o", "name")
                        .lines())
                .containsExactly("daemonset.apps/vrrp-node-agent", "deployment.apps/vrrp-operator");
        kubectl.output("wait", "--for=condition=Established", "--timeout=30s", "-f", file("deploy/crds"));
        kubectl.output("apply", "-f", file("deploy/examples"));

        Helm.upgrade(CHART.toString())
                .withName("vrrp")
                .withKubeConfig(kubectl.kubeconfig())
                .set("nodeAgent.image.tag", "0.1.1")
                .call();
        assertThat(kubectl.json("get", "daemonset", "vrrp-node-agent", "--namespace=vrrp-system")
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .endsWith(":0.1.1");

        Helm.uninstall("vrrp").withKubeConfig(kubectl.kubeconfig()).call();
        assertThat(kubectl.output("get", "daemonset,deployment", "--namespace=vrrp-system", "-o", "name"))
                .isEmpty();
        assertThat(kubectl.output("get", "clusterrole,validatingadmissionpolicy", "-o", "name"))
                .doesNotContain("vrrp");
        assertThat(kubectl.output("get", "virtualips,secrets", "--namespace=vrrp-system", "-o", "name"))
                .as("what users made stays")
                .contains("virtualip.vrrp.dev/vi-1", "secret/vi-1-vrrp");
    }

    private CommandResult applyManifests() {
        return kubectl.run("apply", "-k", file("deploy")).orThrow();
    }

    private static String file(String path) {
        return CHECKOUT.file(path).toString();
    }
}
