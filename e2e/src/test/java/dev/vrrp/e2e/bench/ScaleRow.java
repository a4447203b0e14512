package dev.vrrp.e2e.bench;

import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.cluster.ServiceAccounts;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.product.Installation;
import dev.vrrp.e2e.product.OperatorProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Many VirtualIPs on many simulated nodes, all applied at once; then nothing; then the operator is restarted. */
record ScaleRow(int virtualIPs, int nodes) {
    private static final int SEGMENTS = 5;
    private static final int REPLICAS = 5;
    private static final int HTTP_PORT = 18080;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final String NODE_CONFIGS = "nodeconfigs.vrrp.dev";
    private static final String STATUSES = "virtualips.vrrp.dev/status";

    void measure(ClusterFigures figures) {
        Checkout checkout = Checkout.find();
        try (Lab lab = Lab.create()) {
            ControlPlane controlPlane = ControlPlane.start(lab, checkout);
            Installation.install(controlPlane, checkout, lab.directory());
            Path operatorConfig =
                    new ServiceAccounts(controlPlane, lab.directory()).kubeconfig(Installation.OPERATOR_ACCOUNT);
            OperatorProcess operator = new OperatorProcess(
                    lab,
                    "operator",
                    checkout.jar("operator"),
                    List.of("--kubeconfig", operatorConfig.toString(), "--http", "127.0.0.1:" + HTTP_PORT));
            operator.start();
            try (KubernetesClient client = client(controlPlane);
                    SimulatedAgents agents = SimulatedAgents.start(client, nodes, SEGMENTS);
                    SharedIndexInformer<NodeConfig> configs =
                            client.resources(NodeConfig.class).inform();
                    SharedIndexInformer<VirtualIP> statuses =
                            client.resources(VirtualIP.class).inform()) {
                await(
                        "a NodeConfig for each node",
                        () -> configs.getStore().list().size() == nodes);
                agents.reportNodes(configs.getStore().list());
                measure(figures, client, controlPlane, operator, agents, configs, statuses);
            }
        }
    }

    private void measure(
            ClusterFigures figures,
            KubernetesClient client,
            ControlPlane controlPlane,
            OperatorProcess operator,
            SimulatedAgents agents,
            SharedIndexInformer<NodeConfig> configs,
            SharedIndexInformer<VirtualIP> statuses) {
        String size = String.format(Locale.ROOT, "%,d VirtualIPs on %d nodes", virtualIPs, nodes);
        ApiWrites writes = new ApiWrites(controlPlane);
        double cpu = cpu(operator);
        Instant start = Instant.now();
        applyAll(client);
        figures.add(size + ": until all are created", "s", seconds(start));
        await(
                "every NodeConfig is written",
                () -> routers(configs) == virtualIPs * Math.min(REPLICAS, nodes / SEGMENTS));
        figures.add(size + ": until every NodeConfig is written", "s", seconds(start));
        figures.add(size + ": NodeConfig writes for it", "writes", writes.of(NODE_CONFIGS, start));
        await("every status has a VRID", () -> count(statuses, "Accepted") == virtualIPs);
        figures.add(size + ": until every VirtualIP is Accepted", "s", seconds(start));

        Instant told = Instant.now();
        agents.reportNodes(configs.getStore().list());
        agents.reportStates(configs.getStore().list());
        figures.add(size + ": the agents report that they run it", "s", seconds(told));
        await("every one is Ready", () -> count(statuses, "Ready") == virtualIPs);
        await("every one is Redundant", () -> count(statuses, "Redundant") == virtualIPs);
        figures.add(size + ": … until every VirtualIP is Ready and Redundant", "s", seconds(told));
        writes.awaitQuiet();
        figures.add(
                size + ": status writes of a VirtualIP since it was applied",
                "writes",
                writes.of(STATUSES, start) / (double) virtualIPs);
        figures.add(size + ": CPU of the operator for all of it", "CPU s", cpu(operator) - cpu);
        memory(figures, size, operator);

        cpu = cpu(operator);
        Instant steady = Instant.now();
        pause(STEADY);
        System.out.println("in " + STEADY.toSeconds() + " s of peace: " + writes.inWords(steady));
        figures.add(
                size + ", in peace: writes but Leases in 30 s",
                "writes",
                writes.since(steady).size());
        figures.add(size + ", in peace: CPU of the operator", "CPU s a minute", 2 * (cpu(operator) - cpu));

        Instant restart = Instant.now();
        operator.restart();
        await("it leads", () -> operator.ask(HTTP_PORT, "/metrics").contains("vrrp_operator_leader 1"));
        figures.add(size + ", restart: until the operator leads", "s", seconds(restart));
        pause(STEADY);
        System.out.println("after the restart: " + writes.inWords(restart));
        figures.add(size + ", restart: NodeConfig writes", "writes", writes.of(NODE_CONFIGS, restart));
        figures.add(
                size + ", restart: other writes but Leases",
                "writes",
                writes.since(restart).size() - writes.of(NODE_CONFIGS, restart));
        memory(figures, size + ", restart", operator);
    }

    private static void memory(ClusterFigures figures, String size, OperatorProcess operator) {
        figures.add(size + ": memory of the operator (PSS)", "MB", ProcessCost.pssMegabytes(List.of(operator.pid())));
        figures.add(size + ": … and at most (RSS)", "MB", ProcessCost.mostMegabytes(operator.pid()));
    }

    private static KubernetesClient client(ControlPlane controlPlane) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(
                        controlPlane.kubectl().kubeconfig().toFile()))
                .build();
    }

    /** As a tool does that applies many: one after the other, four at a time. */
    private void applyAll(KubernetesClient client) {
        try (ExecutorService four = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < virtualIPs; i++) {
                VirtualIP wanted =
                        Serialization.unmarshal("""
                        ---
                        {metadata: {name: vip-%d}, spec: {addresses: [10.%d.1.%d/16]}}
                        """.formatted(i, i % SEGMENTS, 1 + i / SEGMENTS), VirtualIP.class);
                var _ = four.submit(() -> client.resource(wanted).create());
            }
        }
    }

    private static int routers(SharedIndexInformer<NodeConfig> configs) {
        return configs.getStore().list().stream()
                .mapToInt(config -> config.getSpec() == null
                        ? 0
                        : config.getSpec().virtualRouters().size())
                .sum();
    }

    private static long count(SharedIndexInformer<VirtualIP> statuses, String condition) {
        return statuses.getStore().list().stream()
                .filter(virtualIP -> virtualIP.getStatus() != null
                        && virtualIP.getStatus().conditions().stream()
                                .anyMatch(present ->
                                        present.type().equals(condition) && present.status() == ConditionStatus.True))
                .count();
    }

    private static double cpu(OperatorProcess operator) {
        return ProcessCost.cpuSeconds(List.of(operator.pid()));
    }

    private static double seconds(Instant start) {
        return Duration.between(start, Instant.now()).toNanos() / 1e9;
    }

    private static void await(String what, BooleanSupplier holds) {
        Awaitility.await(what)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(holds::getAsBoolean);
    }

    private static void pause(Duration duration) {
        Awaitility.await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }
}
