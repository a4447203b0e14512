package dev.vrrp.e2e.bench;

import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.Agent;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.Master;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.NodeState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.StateTransition;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Nodes of a few segments, whose agents say what real ones would: heartbeats all the time, the rest when they are told to. */
final class SimulatedAgents implements AutoCloseable {
    private static final int HEARTBEAT_MILLIS = 3_000;
    private static final int HEARTBEAT_LASTS_SECONDS = 10;
    private static final int AT_ONCE = 8;
    private static final String SINCE = "2026-01-01T00:00:00.000Z";
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("simulated-agents")
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final int segments;
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();

    private SimulatedAgents(KubernetesClient client, int segments) {
        this.client = client;
        this.segments = segments;
    }

    /** Registers the nodes and begins with the heartbeats. */
    static SimulatedAgents start(KubernetesClient client, int nodes, int segments) {
        SimulatedAgents agents = new SimulatedAgents(client, segments);
        IntStream.range(0, nodes).forEach(agents::register);
        long pauseMicros = HEARTBEAT_MILLIS * 1_000L / nodes;
        int[] next = {0};
        var _ = agents.heartbeats.scheduleAtFixedRate(
                () -> agents.beat(next[0]++ % nodes), 0, pauseMicros, TimeUnit.MICROSECONDS);
        return agents;
    }

    static String name(int node) {
        return "node-" + node;
    }

    private void register(int node) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name(node))
                        .endMetadata()
                        .build())
                .create();
    }

    private void beat(int node) {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("vrrp-agent-" + name(node))
                        .withNamespace(ApiGroup.SYSTEM_NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(name(node))
                        .withLeaseDurationSeconds(HEARTBEAT_LASTS_SECONDS)
                        .withRenewTime(Instant.now().atZone(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .patch(APPLY);
    }

    /** Each agent reports its card, and that it runs what its NodeConfig says; the NodeConfigs must be there. */
    void reportNodes(Collection<NodeConfig> configs) {
        together(configs, config -> {
            long generation = Objects.requireNonNull(config.getMetadata().getGeneration());
            int number = Integer.parseInt(config.getMetadata().getName().replaceAll("\\D", ""));
            NodeConfig report = new NodeConfig();
            report.setMetadata(new ObjectMetaBuilder()
                    .withName(config.getMetadata().getName())
                    .build());
            report.setStatus(new NodeConfigStatus(
                    generation,
                    new Agent("0.1.0", SINCE),
                    List.of(new NodeInterface(
                            "eth0",
                            2,
                            true,
                            null,
                            1500,
                            List.of("10." + number % segments + ".0." + (1 + number / segments) + "/16"))),
                    List.of(),
                    List.of(),
                    List.of(new Condition("Ready", ConditionStatus.True, generation, SINCE, "Running", ""))));
            client.resource(report).subresource("status").patch(APPLY);
        });
    }

    /** The best ranked agent of each VirtualIP reports that it is Master, the others that they are Backups, after five changes. */
    void reportStates(Collection<NodeConfig> configs) {
        Map<String, List<NodeState>> states = new TreeMap<>();
        for (NodeConfig config : configs) {
            for (VirtualRouter router : config.getSpec().virtualRouters()) {
                states.computeIfAbsent(router.virtualIP(), _ -> new ArrayList<>())
                        .add(state(config.getMetadata().getName(), router, RouterState.Backup));
            }
        }
        together(states.entrySet(), entry -> {
            List<NodeState> backups = entry.getValue();
            NodeState best = Collections.max(backups, Comparator.comparing(NodeState::priority));
            VirtualIP report = new VirtualIP();
            report.setMetadata(new ObjectMetaBuilder().withName(entry.getKey()).build());
            report.setStatus(new VirtualIPStatus(
                    null,
                    null,
                    null,
                    null,
                    new Master(best.node(), SINCE, best.priority(), "eth0", null, "MasterSilent", "3.24s"),
                    backups.stream()
                            .map(backup -> backup.equals(best)
                                    ? new NodeState(
                                            best.node(),
                                            RouterState.Master,
                                            SINCE,
                                            best.priority(),
                                            "eth0",
                                            "MasterSilent",
                                            null,
                                            best.transitions())
                                    : backup)
                            .toList(),
                    List.of()));
            client.resource(report).subresource("status").patch(APPLY);
        });
    }

    private static <T> void together(Collection<T> all, Consumer<T> report) {
        try (ExecutorService agents = Executors.newFixedThreadPool(AT_ONCE)) {
            all.forEach(one -> {
                var _ = agents.submit(() -> report.accept(one));
            });
        }
    }

    private static NodeState state(String node, VirtualRouter router, RouterState state) {
        return new NodeState(
                node,
                state,
                SINCE,
                router.priority(),
                router.interfaceName(),
                "HigherPriorityHeard",
                null,
                Collections.nCopies(
                        5, new StateTransition(SINCE, RouterState.Master, RouterState.Backup, "HigherPriorityHeard")));
    }

    @Override
    public void close() {
        heartbeats.shutdownNow();
    }
}
