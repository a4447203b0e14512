package dev.vrrp.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart is sound, and with its defaults it installs what deploy/ holds. */
class ChartTest {
    private static final Path CHART = Path.of("../charts/vrrp-operator");
    private static final Path DEPLOY = Path.of("../deploy");

    private static final String OLDEST_KUBERNETES = "1.31.0";

    /** What every chart adds and plain manifests have no use for. */
    private static final List<String> LABELS_OF_HELM =
            List.of("helm.sh/chart", "app.kubernetes.io/managed-by", "app.kubernetes.io/instance");

    @Test
    void lintFindsNothingEvenWhenStrict() {
        LintResult result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages())
                .noneMatch(message -> message.contains("[WARNING]") || message.contains("[ERROR]"));
    }

    @Test
    void theDefaultsRenderWhatTheManifestsHold() {
        Manifests rendered = Manifests.parse(template().call());
        rendered.objects().values().forEach(ChartTest::removeWhatHelmAdds);
        Manifests manifests = Manifests.read(DEPLOY);

        assertThat(rendered.objects().keySet()).isEqualTo(manifests.objects().keySet());
        manifests.objects().forEach((key, manifest) -> assertThat(rendered.object(key))
                .as(key)
                .isEqualTo(manifest));
    }

    @Test
    void theDefinitionsAreTheSame() {
        assertThat(Manifests.read(CHART.resolve("crds"))).isEqualTo(Manifests.read(DEPLOY.resolve("crds")));
    }

    @Test
    void theStaticPodIsTheAgentOfTheManifests() {
        JsonNode agent = Manifests.read(DEPLOY)
                .object("DaemonSet vrrp-system vrrp-node-agent")
                .at("/spec/template/spec");
        JsonNode pod = Manifests.parse(read(DEPLOY.resolve("static-pod/vrrp-node-agent.yaml")))
                .object("Pod kube-system vrrp-node-agent")
                .path("spec");

        for (String same : List.of("image", "securityContext", "resources", "env")) {
            assertThat(pod.at("/containers/0").path(same))
                    .as(same)
                    .isEqualTo(agent.at("/containers/0").path(same));
        }
        assertThat(pod.path("terminationGracePeriodSeconds")).isEqualTo(agent.path("terminationGracePeriodSeconds"));
    }

    @Test
    void theKustomizationNamesEveryManifest() throws IOException {
        String kustomization = Files.readString(DEPLOY.resolve("kustomization.yaml"));
        try (var files = Files.walk(DEPLOY)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml"))
                            .map(file -> DEPLOY.relativize(file).toString())
                            .filter(file -> !file.matches("(examples|static-pod)/.*|kustomization.yaml")))
                    .allSatisfy(file -> assertThat(kustomization).contains("- " + file + "\n"));
        }
    }

    @Test
    void aReleaseInTheSystemNamespaceDoesNotCreateItOnceMore() {
        Manifests rendered =
                Manifests.parse(template().withNamespace("vrrp-system").call());

        assertThat(rendered.objects().keySet()).noneMatch(key -> key.startsWith("Namespace "));
        assertThat(rendered.objects()).containsKey("DaemonSet vrrp-system vrrp-node-agent");
    }

    @Test
    void everyValueArrivesWhereItBelongs() {
        Manifests rendered = Manifests.parse(template()
                .set("imagePullSecrets[0].name", "registry")
                .set("nodeAgent.image.repository", "registry.example/agent")
                .set("nodeAgent.image.tag", "1.2.3")
                .set("nodeAgent.image.pullPolicy", "Always")
                .set("nodeAgent.maxSurge", "10%")
                .set("nodeAgent.minReadySeconds", "20")
                .set("nodeAgent.terminationGracePeriodSeconds", "40")
                .set("nodeAgent.podAnnotations.note", "a")
                .set("nodeAgent.podLabels.team", "b")
                .set("nodeAgent.nodeSelector.role", "edge")
                .set("operator.image.digest", "sha256:" + "0123456789abcdef".repeat(4))
                .set("operator.resources.limits.memory", "512Mi")
                .set("operator.priorityClassName", "ours")
                .set("operator.replicas", "3")
                .set("operator.reservedVRIDs", "1-20")
                .call());
        JsonNode agents = rendered.object("DaemonSet vrrp-system vrrp-node-agent");
        JsonNode operator = rendered.object("Deployment vrrp-system vrrp-operator");

        assertThat(agents.at("/spec/template/spec/imagePullSecrets/0/name").asText())
                .isEqualTo("registry");
        assertThat(agents.at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("registry.example/agent:1.2.3");
        assertThat(agents.at("/spec/template/spec/containers/0/imagePullPolicy").asText())
                .isEqualTo("Always");
        assertThat(agents.at("/spec/updateStrategy/rollingUpdate/maxSurge").asText())
                .isEqualTo("10%");
        assertThat(agents.at("/spec/minReadySeconds").asInt()).isEqualTo(20);
        assertThat(agents.at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isEqualTo(40);
        assertThat(agents.at("/spec/template/metadata/annotations/note").asText())
                .isEqualTo("a");
        assertThat(agents.at("/spec/template/metadata/labels/team").asText()).isEqualTo("b");
        assertThat(agents.at("/spec/template/spec/nodeSelector/role").asText()).isEqualTo("edge");
        assertThat(agents.at("/spec/selector/matchLabels").size()).isEqualTo(2);
        assertThat(operator.at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("ghcr.io/vrrp-operator/operator@sha256:" + "0123456789abcdef".repeat(4));
        assertThat(operator.at("/spec/template/spec/containers/0/resources/limits/memory")
                        .asText())
                .isEqualTo("512Mi");
        assertThat(operator.at("/spec/template/spec/priorityClassName").asText())
                .isEqualTo("ours");
        assertThat(operator.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(operator.at("/spec/template/spec/containers/0/args").toString())
                .contains("\"--reserved-vrids\",\"1-20\"");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9112, 127.0.0.1, 9112",
        "0.0.0.0:80, 127.0.0.1, 80",
        "192.168.1.1:9112, 192.168.1.1, 9112",
        "[::]:9112, ::1, 9112",
        "[fd00::1]:9112, fd00::1, 9112",
    })
    void theKubeletAsksWhereTheAgentAnswers(String http, String host, int port) {
        JsonNode agent = Manifests.parse(template().set("nodeAgent.http", http).call())
                .object("DaemonSet vrrp-system vrrp-node-agent")
                .at("/spec/template/spec/containers/0");

        assertThat(agent.path("args").toString()).contains("\"--http\",\"" + http + "\"");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(agent.path(probe).at("/httpGet/host").asText()).as(probe).isEqualTo(host);
            assertThat(agent.path(probe).at("/httpGet/port").asInt()).as(probe).isEqualTo(port);
        }
    }

    @Test
    void anAgentThatAnswersNowhereIsNotAsked() {
        JsonNode agent = Manifests.parse(template().set("nodeAgent.http", "").call())
                .object("DaemonSet vrrp-system vrrp-node-agent")
                .at("/spec/template/spec/containers/0");

        assertThat(agent.path("args").toString()).doesNotContain("--http");
        assertThat(agent.has("livenessProbe")).isFalse();
    }

    @Test
    void nothingOptionalIsInstalledUnasked() {
        assertThat(Manifests.parse(template().call()).objects().keySet())
                .noneMatch(key -> key.matches("(NetworkPolicy|PodMonitor|PrometheusRule|ConfigMap|Pod) .*"));
    }

    @Test
    void theNetworkPolicyLetsInWhoMayReadMetricsAndOutToTheApiServer() {
        JsonNode policy = Manifests.parse(template()
                        .set("operator.networkPolicy.enabled", "true")
                        .set("operator.networkPolicy.apiServerPorts[0]", "8443")
                        .set("operator.networkPolicy.from[0].namespaceSelector.matchLabels.name", "monitoring")
                        .call())
                .object("NetworkPolicy vrrp-system vrrp-operator");

        assertThat(policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1component")
                        .asText())
                .isEqualTo("operator");
        assertThat(policy.at("/spec/ingress/0").toString())
                .isEqualTo(
                        "{\"ports\":[{\"port\":\"http\"}],\"from\":[{\"namespaceSelector\":{\"matchLabels\":{\"name\":\"monitoring\"}}}]}");
        assertThat(policy.at("/spec/egress").toString()).isEqualTo("[{\"ports\":[{\"port\":8443}]}]");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:9112, 9112", "[::]:80, 80"})
    void prometheusFindsTheOperatorAndTheAgents(String http, String port) {
        Manifests rendered = Manifests.parse(template()
                .set("nodeAgent.http", http)
                .set("metrics.podMonitors.enabled", "true")
                .set("metrics.podMonitors.labels.release", "prometheus")
                .call());
        JsonNode operator = rendered.object("PodMonitor vrrp-system vrrp-operator");
        JsonNode agents = rendered.object("PodMonitor vrrp-system vrrp-node-agent");

        assertThat(operator.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
        assertThat(operator.at("/spec/podMetricsEndpoints/0/port").asText()).isEqualTo("http");
        assertThat(agents.at("/spec/podMetricsEndpoints/0/relabelings").findValuesAsText("replacement"))
                .containsExactly("$1:" + port, "[$1]:" + port);
        assertThat(agents.at("/spec/selector/matchLabels"))
                .isEqualTo(
                        rendered.object("DaemonSet vrrp-system vrrp-node-agent").at("/spec/selector/matchLabels"));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:9112", "[::1]:9112", "''"})
    void agentsThatPrometheusCannotReachAreNotMonitored(String http) {
        TemplateCommand command =
                template().set("metrics.podMonitors.enabled", "true").set("nodeAgent.http", http);

        assertThatThrownBy(command::call)
                .hasMessageContaining("set it to an address that it reaches, such as 0.0.0.0:9112");
    }

    @Test
    void alertsAndDashboardArriveAsTheyAre() throws IOException {
        Manifests rendered = Manifests.parse(template()
                .set("metrics.rules.enabled", "true")
                .set("metrics.dashboard.enabled", "true")
                .call());

        assertThat(rendered.object("PrometheusRule vrrp-system vrrp-operator").path("spec"))
                .isEqualTo(new YAMLMapper()
                        .readTree(CHART.resolve("files/alerts.yaml").toFile()));
        JsonNode dashboard = rendered.object("ConfigMap vrrp-system vrrp-operator-dashboard");
        assertThat(dashboard.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        assertThat(new ObjectMapper()
                        .readTree(dashboard.at("/data/vrrp-operator.json").asText()))
                .isEqualTo(new ObjectMapper()
                        .readTree(CHART.resolve("files/dashboard.json").toFile()));
    }

    @Test
    void artifactHubIsToldWhatIsInTheChart() throws IOException {
        JsonNode annotations =
                new YAMLMapper().readTree(CHART.resolve("Chart.yaml").toFile()).path("annotations");
        Manifests rendered = Manifests.parse(template().call());

        assertThat(annotations.path("artifacthub.io/images").asText())
                .contains(rendered.object("Deployment vrrp-system vrrp-operator")
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .contains(rendered.object("DaemonSet vrrp-system vrrp-node-agent")
                        .at("/spec/template/spec/containers/0/image")
                        .asText());
        assertThat(Manifests.read(CHART.resolve("crds")).objects().values()).allSatisfy(definition -> assertThat(
                        annotations.path("artifacthub.io/crds").asText())
                .contains("name: " + definition.at("/metadata/name").asText()));
    }

    @Test
    void anOlderKubernetesIsRefused() {
        TemplateCommand command = template().withKubeVersion("1.30.9");

        assertThatThrownBy(command::call).hasMessageContaining("requires kubeVersion: >=1.31.0-0");
    }

    @ParameterizedTest
    @CsvSource({
        "operator.replicas, 0, replicas",
        "operator.reservedVRIDs, all, reservedVRIDs",
        "nodeAgent.maxSurge, 0, maxSurge",
        "nodeAgent.maxSurge, 0%, maxSurge",
        "nodeAgent.image.pullPolicy, Sometimes, pullPolicy",
        "operator.image.digest, 0123, digest",
        "nodeAgent.http, localhost:9112, http",
        "agent.image.tag, 1, agent",
        "metrics.podMonitors.interval, often, interval",
        "operator.networkPolicy.apiServerPorts[0], 0, apiServerPorts",
        "test.address, 192.168.1.250, address",
    })
    void aWrongValueIsRefusedByName(String name, String value, String named) {
        TemplateCommand command = template().set(name, value);

        assertThatThrownBy(command::call)
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining(named);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TemplateCommand template() {
        return new Helm(CHART).template().withName("vrrp-operator").withKubeVersion(OLDEST_KUBERNETES);
    }

    private static void removeWhatHelmAdds(JsonNode object) {
        Manifests.removeLabels(object.path("metadata"), LABELS_OF_HELM);
        Manifests.removeLabels(object.at("/spec/template/metadata"), LABELS_OF_HELM);
        if (object.path("metadata") instanceof ObjectNode metadata
                && metadata.path("annotations").has("helm.sh/resource-policy")) {
            metadata.remove("annotations");
        }
    }
}
