package dev.vrrp.e2e.product;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ClusterNode;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.cluster.ServiceAccounts;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.NodePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A lab with a control plane, the product installed in it, its operator and an agent on each cluster node. */
public final class Testbed implements AutoCloseable {
    private static final Duration AGENTS_BOUND = Duration.ofSeconds(30);

    private final Checkout checkout;
    private final Lab lab;
    private final ControlPlane controlPlane;
    private final List<Agent> agents;
    private final List<String> operatorArguments;
    private final OperatorProcess operator;

    private Testbed(Checkout checkout, Lab lab, List<NodePlan> clusterNodes) {
        this.checkout = checkout;
        this.lab = lab;
        Path directory = lab.directory();
        Path agentJar = checkout.jar("node-agent");
        this.controlPlane = ControlPlane.start(lab, checkout);
        Installation.install(controlPlane, checkout, directory);
        ServiceAccounts accounts = new ServiceAccounts(controlPlane, directory);
        this.operatorArguments = List.of(
                "--kubeconfig",
                accounts.kubeconfig(Installation.OPERATOR_ACCOUNT).toString());
        this.operator = operator("operator");
        operator.start();
        ClusterNode.register(
                kubectl(), clusterNodes.stream().map(NodePlan::name).toList(), Map.of());
        List<Agent> started = new ArrayList<>();
        for (NodePlan plan : clusterNodes) {
            Path kubeconfig = accounts.kubeconfig(Installation.AGENT_ACCOUNT, plan.name());
            Agent agent = Agent.ofCluster(lab.node(plan), agentJar, kubeconfig, directory);
            agent.start();
            started.add(agent);
        }
        this.agents = List.copyOf(started);
    }

    /** Everything on nodes A, B and C. */
    public static Testbed start() {
        return start(NodePlan.ALL, NodePlan.ALL);
    }

    /** A lab with {@code nodes}, of which {@code clusterNodes} belong to the cluster and run an agent. */
    public static Testbed start(List<NodePlan> nodes, List<NodePlan> clusterNodes) {
        Lab lab = Lab.create(nodes);
        try {
            Testbed testbed = new Testbed(Checkout.find(), lab, clusterNodes);
            testbed.awaitAgents();
            return testbed;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    public Checkout checkout() {
        return checkout;
    }

    public Lab lab() {
        return lab;
    }

    public ControlPlane controlPlane() {
        return controlPlane;
    }

    /** kubectl as administrator. */
    public Kubectl kubectl() {
        return controlPlane.kubectl();
    }

    public List<Agent> agents() {
        return agents;
    }

    /** The agent of the node of this name. */
    public Agent agent(String node) {
        return agents.stream()
                .filter(agent -> agent.node().name().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no agent runs on " + node));
    }

    /** Another agent for the same node, not started yet, as an update starts it beside the first; with a folder of its own. */
    public Agent successor(Agent agent) {
        String node = agent.node().name();
        Path directory = lab.directory().resolve(node + "-next");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Agent.ofCluster(
                agent.node(),
                checkout.jar("node-agent"),
                new ServiceAccounts(controlPlane, lab.directory()).kubeconfig(Installation.AGENT_ACCOUNT, node),
                directory);
    }

    /** Applies a file of the checkout, such as {@code deploy/examples/virtualip.yaml}. */
    public void applyFile(String path) {
        kubectl().output("apply", "-f", checkout.file(path).toString());
    }

    /** Creates a Secret with {@code password} under the key of that name, where the operator reads those of VirtualIPs. */
    public void createPassword(String secret, String password) {
        kubectl()
                .output(
                        "create",
                        "secret",
                        "generic",
                        secret,
                        "--namespace=vrrp-system",
                        "--from-literal=password=" + password);
    }

    /** Deletes what a file of the checkout names. */
    public void deleteFile(String path) {
        kubectl().output("delete", "-f", checkout.file(path).toString());
    }

    /** The operator that runs from the start. */
    public OperatorProcess operator() {
        return operator;
    }

    /** Another operator, not started yet; its name is that of its log. */
    public OperatorProcess operator(String name, String... options) {
        List<String> arguments = new ArrayList<>(operatorArguments);
        arguments.addAll(List.of(options));
        return new OperatorProcess(lab, name, checkout.jar("operator"), arguments);
    }

    private void awaitAgents() {
        Awaitility.await("every agent reports")
                .atMost(AGENTS_BOUND)
                .pollInterval(Duration.ofMillis(250))
                .failFast(
                        "the operator and the agents run",
                        () -> !operator.runs() || !agents.stream().allMatch(Agent::runs))
                .until(() -> agents.stream().allMatch(this::reports));
    }

    private boolean reports(Agent agent) {
        JsonNode configs = kubectl().json("get", "nodeconfigs");
        for (JsonNode config : configs.path("items")) {
            if (config.at("/metadata/name").asText().equals(agent.node().name())) {
                return config.at("/status/agent/version").isTextual();
            }
        }
        return false;
    }

    /** What a person would look at first when something went wrong. */
    public String diagnosis() {
        return new Diagnosis(this).text();
    }

    /** What the operator and the agents have logged as WARN or ERROR, a line each, at most 40 of each program. */
    public String warnings() {
        return Stream.concat(Stream.of(operator.log()), agents.stream().map(Agent::log))
                .flatMap(log -> Diagnosis.lines(log).stream()
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .limit(40)
                        .map(line -> log.getFileName() + ": " + line))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        lab.close();
    }
}
