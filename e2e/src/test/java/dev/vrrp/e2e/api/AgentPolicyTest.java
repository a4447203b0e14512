package dev.vrrp.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.lab.CommandResult;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent of a node, by its token, reports about that node and about nothing else. */
@ExtendWith(Cluster.Shared.class)
class AgentPolicyTest {
    private static final String SINCE = "since: \"2026-01-01T00:00:00Z\"";
    private static final String BACKUP_A = "nodes: [{node: server-a, state: Backup, " + SINCE + "}]";
    private static final String MASTER_A =
            "master: {node: server-a, " + SINCE + "}, nodes: [{node: server-a, state: Master, " + SINCE + "}]";
    private static final String MASTER_B =
            "master: {node: server-b, " + SINCE + "}, nodes: [{node: server-b, state: Master, " + SINCE + "}]";
    private static final String READY =
            "conditions: [{type: Ready, status: \"True\", reason: MasterHoldsAll, message: \"\","
                    + " lastTransitionTime: \"2026-01-01T00:00:00Z\"}]";

    private final Cluster cluster;

    AgentPolicyTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void createWhatTheyReportAbout() {
        cluster.admin().apply("""
                        {apiVersion: vrrp.dev/v1alpha1, kind: VirtualIP, metadata: {name: tested}, spec: {addresses: [192.168.1.111/24]}}
                        ---
                        {apiVersion: vrrp.dev/v1alpha1, kind: NodeConfig, metadata: {name: server-a}, spec: {}}
                        ---
                        {apiVersion: vrrp.dev/v1alpha1, kind: NodeConfig, metadata: {name: server-b}, spec: {}}
                        """).orThrow();
    }

    @AfterEach
    void removeIt() {
        cluster.admin().output("delete", "virtualips,nodeconfigs", "--all");
        cluster.admin().output("delete", "leases", "--all", "--namespace=vrrp-system");
    }

    @Test
    void anAgentReportsItsOwnStateAndItselfAsMaster() {
        report(cluster.agentA(), "vrrp-agent-server-a", BACKUP_A).orThrow();
        report(cluster.agentB(), "vrrp-agent-server-b", MASTER_B).orThrow();
        assertThat(states()).containsExactlyInAnyOrder("server-a Backup", "server-b Master");
        assertThat(master()).isEqualTo("server-b");

        report(cluster.agentA(), "vrrp-agent-server-a", MASTER_A).orThrow();
        assertThat(master()).isEqualTo("server-a");
        assertThat(states()).containsExactlyInAnyOrder("server-a Master", "server-b Master");

        report(cluster.agentB(), "vrrp-agent-server-b", "nodes: [{node: server-b, state: Backup, " + SINCE + "}]")
                .orThrow();
        assertThat(master()).as("what B was, is not A's to lose").isEqualTo("server-a");
    }

    @Test
    void anAgentWithdrawsWhatItReported() {
        report(cluster.agentA(), "vrrp-agent-server-a", MASTER_A).orThrow();
        apply(cluster.agentA(), "vrrp-agent-server-a", "VirtualIP", "tested", "")
                .orThrow();

        assertThat(cluster.admin()
                        .json("get", "vip", "tested")
                        .path("status")
                        .path("master")
                        .isMissingNode())
                .isTrue();
        assertThat(states()).isEmpty();
    }

    @Test
    void theEntryOfAnotherNodeIsNotItsToWriteChangeOrRemove() {
        refused(
                report(cluster.agentA(), "mine", "nodes: [{node: server-c, state: Fault, " + SINCE + "}]"),
                "the agent of node server-a may change no entry of status.nodes but its own");
        report(cluster.agentB(), "vrrp-agent-server-b", MASTER_B).orThrow();
        refused(
                report(cluster.agentA(), "mine", "nodes: [{node: server-b, state: Fault, " + SINCE + "}]"),
                "the agent of node server-a may change no entry of status.nodes but its own");
        refused(
                report(cluster.agentA(), "vrrp-agent-server-b", BACKUP_A),
                "the agent of node server-a may change no entry of status.nodes but its own");
        assertThat(states()).containsExactly("server-b Master");
    }

    @Test
    void anotherMasterIsNotItsToNameOrRemove() {
        refused(
                report(cluster.agentA(), "mine", "master: {node: server-b, " + SINCE + "}"),
                "the agent of node server-a may name itself in status.master, not server-b");
        report(cluster.agentB(), "vrrp-agent-server-b", MASTER_B).orThrow();
        refused(
                report(cluster.agentA(), "mine", "master: {node: server-b, outage: 3s, " + SINCE + "}"),
                "the agent of node server-a may name itself in status.master, not server-b");
        refused(
                report(
                        cluster.agentA(),
                        "vrrp-agent-server-b",
                        "nodes: [{node: server-b, state: Master, " + SINCE + "}]"),
                "the agent of node server-a may not remove status.master: it is server-b");
        assertThat(master()).isEqualTo("server-b");
    }

    @Test
    void whatTheOperatorWritesIsNotItsToWrite() {
        for (String status : List.of(READY, "vrid: 7", "observedGeneration: 9", "addresses: 10.0.0.1", "replicas: 1")) {
            refused(report(cluster.agentA(), "mine", status), "the operator alone writes conditions");
            report(cluster.operator(), "vrrp-operator", status).orThrow();
        }
    }

    @Test
    void thePolicyKnowsEveryFieldOfTheStatus() throws IOException {
        String policy = Files.readString(Checkout.find().file("deploy/policy.yaml"));

        assertThat(Arrays.stream(VirtualIPStatus.class.getRecordComponents()).map(RecordComponent::getName))
                .allSatisfy(field -> assertThat(policy).contains("object.?status.?" + field));
    }

    @Test
    void theStatusOfAnotherNodeIsNotItsToWrite() {
        apply(cluster.agentA(), "mine", "NodeConfig", "server-a", "status: {observedGeneration: 1}")
                .orThrow();
        refused(
                apply(cluster.agentA(), "mine", "NodeConfig", "server-b", "status: {observedGeneration: 1}"),
                "the agent of node server-a may write no NodeConfig but its own, not server-b");
    }

    @Test
    void theHeartbeatOfAnotherNodeIsNotItsToGive() {
        heartbeat(cluster.agentA(), "vrrp-agent-server-a").orThrow();
        heartbeat(cluster.agentA(), "vrrp-agent-server-a").orThrow();
        for (String lease : List.of("vrrp-agent-server-b", "vrrp-operator", "vrrp-agent-server-a2")) {
            refused(
                    heartbeat(cluster.agentA(), lease),
                    "the agent of node server-a may write no Lease but vrrp-agent-server-a, not " + lease);
        }
        refused(
                heartbeat(cluster.agentB(), "vrrp-agent-server-a"),
                "the agent of node server-b may write no Lease but vrrp-agent-server-b");
    }

    @Test
    void anEventIsFromItselfAndAboutVrrp() {
        event(cluster.agentA(), "vrrp.dev/node-agent", "server-a", "vrrp.dev/v1alpha1", "VirtualIP")
                .orThrow();
        refused(
                event(cluster.agentA(), "vrrp.dev/node-agent", "server-b", "vrrp.dev/v1alpha1", "VirtualIP"),
                "reports Events as vrrp.dev/node-agent server-a, not as vrrp.dev/node-agent server-b");
        refused(
                event(cluster.agentA(), "kubelet", "server-a", "vrrp.dev/v1alpha1", "VirtualIP"),
                "reports Events as vrrp.dev/node-agent server-a, not as kubelet server-a");
        refused(
                event(cluster.agentA(), "vrrp.dev/node-agent", "server-a", "v1", "Node"),
                "reports Events about objects of vrrp.dev, not about a Node");
    }

    @Test
    void theEventOfAnotherNodeIsNotItsToCount() {
        serverSide(cluster.agentB(), "mine", eventOf("server-b")).orThrow();
        refused(
                serverSide(cluster.agentA(), "mine", eventOf("server-b")),
                "reports Events as vrrp.dev/node-agent server-a, not as vrrp.dev/node-agent server-b");
        assertThat(serverSide(cluster.agentA(), "mine", eventOf("server-a")).errors())
                .as("who reported an Event stays")
                .contains("field is immutable");
        cluster.admin().output("delete", "event", "of-another", "--namespace=default");
    }

    @Test
    void aTokenWithoutANodeWritesNothing() {
        Kubectl agent = cluster.agentOfNoNode();
        for (CommandResult result : List.of(
                report(agent, "mine", BACKUP_A),
                report(agent, "mine", "{}"),
                apply(agent, "mine", "NodeConfig", "server-a", "status: {observedGeneration: 1}"),
                heartbeat(agent, "vrrp-agent-server-a"),
                event(agent, "vrrp.dev/node-agent", "server-a", "vrrp.dev/v1alpha1", "VirtualIP"))) {
            refused(
                    result,
                    "the token of this agent names no node: bind it to a pod on the node, as the kubelet does.");
        }
    }

    @Test
    void nobodyElseIsConcerned() {
        apply(cluster.admin(), "admin", "NodeConfig", "server-b", "status: {observedGeneration: 1}")
                .orThrow();
        report(cluster.admin(), "admin", READY + ", " + MASTER_B).orThrow();
        heartbeat(cluster.admin(), "any").orThrow();
    }

    private static void refused(CommandResult result, String message) {
        assertThat(result.succeeded()).isFalse();
        assertThat(result.errors())
                .contains("is forbidden: ValidatingAdmissionPolicy")
                .contains(message);
    }

    private static CommandResult report(Kubectl writer, String fieldManager, String status) {
        return apply(
                writer,
                fieldManager,
                "VirtualIP",
                "tested",
                "status: " + (status.equals("{}") ? "{}" : "{" + status + "}"));
    }

    private static CommandResult apply(Kubectl writer, String fieldManager, String kind, String name, String status) {
        return serverSide(writer, fieldManager, """
                apiVersion: vrrp.dev/v1alpha1
                kind: %s
                metadata: {name: %s}
                %s
                """.formatted(kind, name, status), "--subresource=status");
    }

    private static CommandResult heartbeat(Kubectl writer, String name) {
        return serverSide(writer, "mine", """
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: %s, namespace: vrrp-system}
                spec: {holderIdentity: any}
                """.formatted(name));
    }

    private static String eventOf(String instance) {
        return """
                apiVersion: events.k8s.io/v1
                kind: Event
                metadata: {name: of-another, namespace: default}
                reportingController: vrrp.dev/node-agent
                reportingInstance: %s
                regarding: {apiVersion: vrrp.dev/v1alpha1, kind: VirtualIP, name: tested}
                action: Failover
                reason: EnteredFault
                type: Warning
                eventTime: "2026-01-01T00:00:00.000000Z"
                """.formatted(instance);
    }

    private static CommandResult event(
            Kubectl writer, String controller, String instance, String apiVersion, String kind) {
        return writer.runWithInput("""
                apiVersion: events.k8s.io/v1
                kind: Event
                metadata: {generateName: tested-, namespace: default}
                reportingController: "%s"
                reportingInstance: "%s"
                regarding: {apiVersion: %s, kind: %s, name: tested}
                action: Failover
                reason: BecameMaster
                type: Normal
                eventTime: "2026-01-01T00:00:00.000000Z"
                """.formatted(controller, instance, apiVersion, kind), "create", "-f", "-");
    }

    private static CommandResult serverSide(Kubectl writer, String fieldManager, String manifest, String... more) {
        String[] arguments = {
            "apply", "--server-side", "--force-conflicts", "--field-manager=" + fieldManager, "-f", "-"
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return writer.runWithInput(manifest, all);
    }

    private String master() {
        return cluster.admin()
                .json("get", "vip", "tested")
                .at("/status/master/node")
                .asText();
    }

    private List<String> states() {
        JsonNode nodes = cluster.admin().json("get", "vip", "tested").at("/status/nodes");
        return nodes.valueStream()
                .map(node ->
                        node.path("node").asText() + " " + node.path("state").asText())
                .toList();
    }
}
