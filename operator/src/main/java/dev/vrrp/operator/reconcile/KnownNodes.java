package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.reconcile.ClusterView.NodeDecision;
import dev.vrrp.operator.status.AddressContest;
import dev.vrrp.operator.status.AgentProgress;
import dev.vrrp.operator.status.Heartbeats;
import dev.vrrp.operator.status.RouterGenerations;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** All nodes at one moment, and which of them are not as they were a moment before. Used by one thread. */
final class KnownNodes {
    private final RouterGenerations generations = new RouterGenerations();
    private final Map<String, KnownNode> nodes = new HashMap<>();

    /** Takes in the present moment, and returns the nodes that changed. */
    Set<String> update(Observation observation, Plan plan, Heartbeats heartbeats, long nowNanos) {
        Set<String> names = new HashSet<>(observation.nodes().keySet());
        names.addAll(observation.nodeConfigs().keySet());
        names.addAll(plan.nodes().keySet());
        Set<String> changed = new HashSet<>(nodes.keySet());
        changed.removeAll(names);
        nodes.keySet().retainAll(names);
        generations.retain(observation.nodeConfigs().keySet());
        for (String name : names) {
            NodeConfig config = observation.nodeConfigs().get(name);
            KnownNode present = nodes.getOrDefault(name, KnownNode.UNKNOWN);
            boolean alive = heartbeats.isAlive(name, nowNanos);
            if (!nodes.containsKey(name)
                    || !present.isOf(
                            observation.nodes().get(name), config, plan.nodes().get(name), alive)) {
                if (config != null && !config.equals(present.config())) {
                    generations.observe(name, Snapshots.spec(config), Snapshots.generation(config));
                }
                nodes.put(
                        name,
                        KnownNode.of(
                                observation.nodes().get(name),
                                config,
                                plan.nodes().get(name),
                                alive));
                changed.add(name);
            }
        }
        return changed;
    }

    /** What each node is to run. */
    Map<String, NodeDecision> decisions() {
        Map<String, NodeDecision> decisions = new HashMap<>();
        nodes.forEach((name, node) -> {
            if (node.decision() != null) {
                decisions.put(name, node.decision());
            }
        });
        return decisions;
    }

    boolean knowAll(Set<String> names) {
        return nodes.keySet().containsAll(names);
    }

    /** Whether the agent of {@code node} runs the virtual routers of {@code virtualIP} as they were decided. */
    AgentProgress progress(String virtualIP, String node) {
        return Objects.requireNonNullElse(nodes.get(node), KnownNode.UNKNOWN)
                .progress(node, virtualIP, generations.since(node, virtualIP));
    }

    /** The problems that {@code node} has with the addresses of {@code virtualIP}. */
    Stream<AddressContest> contests(String virtualIP, String node) {
        return AddressContests.of(
                virtualIP,
                node,
                Objects.requireNonNullElse(nodes.get(node), KnownNode.UNKNOWN).config());
    }
}
