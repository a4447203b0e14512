package dev.vrrp.e2e.product;

import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ClusterNode;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.cluster.ServiceAccounts;
import dev.vrrp.e2e.lab.CommandResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The manifests, installed in a control plane and in force. */
public final class Installation {
    public static final String OPERATOR_ACCOUNT = "vrrp-operator";
    public static final String AGENT_ACCOUNT = "vrrp-node-agent";

    private static final String DEFINITIONS = "crds/generated";
    private static final List<String> MANIFESTS = List.of(
            "deploy/namespace.yaml",
            DEFINITIONS,
            "deploy/operator-rbac.yaml",
            "deploy/node-agent-rbac.yaml",
            "deploy/policy.yaml");
    private static final String PROBE = "policy-probe";
    private static final Duration POLICY_BOUND = Duration.ofSeconds(30);

    private Installation() {}

    /**
     * Applies everything but the workloads, which the caller starts as processes, and waits until the definitions are
     * established and the policy refuses what it must.
     */
    public static void install(ControlPlane controlPlane, Checkout checkout, Path directory) {
        Kubectl kubectl = controlPlane.kubectl();
        kubectl.output(Stream.concat(
                        Stream.of("apply", "--server-side"),
                        MANIFESTS.stream().map(manifest -> "--filename=" + checkout.file(manifest)))
                .toArray(String[]::new));
        kubectl.output(
                "wait",
                "--for=condition=Established",
                "--timeout=30s",
                "-f",
                checkout.file(DEFINITIONS).toString());
        awaitPolicy(controlPlane, directory);
    }

    /** The policy is in force when the agent of one node may not report for another. */
    private static void awaitPolicy(ControlPlane controlPlane, Path directory) {
        Kubectl admin = controlPlane.kubectl();
        ClusterNode.register(admin, PROBE, Map.of());
        Kubectl agent = admin.as(new ServiceAccounts(controlPlane, directory).kubeconfig(AGENT_ACCOUNT, PROBE));
        admin.apply("{apiVersion: vrrp.dev/v1alpha1, kind: NodeConfig, metadata: {name: another-node}, spec: {}}")
                .orThrow();
        Awaitility.await("the policy refuses a report for another node")
                .atMost(POLICY_BOUND)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> report(agent), result -> result.errors().contains("ValidatingAdmissionPolicy"));
        admin.output(
                "delete",
                "nodeconfig/another-node",
                "pod/" + AGENT_ACCOUNT + "-" + PROBE,
                "node/" + PROBE,
                "--namespace=vrrp-system",
                "--grace-period=0",
                "--force");
    }

    private static CommandResult report(Kubectl agent) {
        // by server-side apply, as agents do it: they may patch the status, but not read it
        return agent.runWithInput(
                """
                apiVersion: vrrp.dev/v1alpha1
                kind: NodeConfig
                metadata: {name: another-node}
                status: {observedGeneration: 1}
                """,
                "apply",
                "--server-side",
                "--subresource=status",
                "--field-manager=" + ApiGroup.agentFieldManager(PROBE),
                "--dry-run=server",
                "-f",
                "-");
    }
}
