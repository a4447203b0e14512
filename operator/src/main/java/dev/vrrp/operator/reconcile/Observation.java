package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.NodeState;
import dev.vrrp.operator.plan.ClusterSnapshot;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.plan.Standing;
import dev.vrrp.operator.status.Heartbeats;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The objects in the caches at one moment, those that are being deleted left out (but for Nodes, which take leave). */
record Observation(
        Map<String, VirtualIP> virtualIPs,
        Map<String, SyncGroup> syncGroups,
        Map<String, Node> nodes,
        Map<String, NodeConfig> nodeConfigs,
        List<Secret> secrets) {

    static Observation of(
            List<VirtualIP> virtualIPs,
            List<SyncGroup> syncGroups,
            List<Node> nodes,
            List<NodeConfig> nodeConfigs,
            List<Secret> secrets) {
        return new Observation(
                byName(virtualIPs.stream()
                        .filter(object -> !object.isMarkedForDeletion() && object.getSpec() != null)
                        .toList()),
                byName(syncGroups.stream()
                        .filter(object -> !object.isMarkedForDeletion() && object.getSpec() != null)
                        .toList()),
                byName(nodes),
                byName(nodeConfigs),
                List.copyOf(secrets));
    }

    /**
     * What a plan depends on. What the last plan decided is in force even where a NodeConfig does not show it yet; the NodeConfigs
     * tell it after a restart.
     */
    ClusterSnapshot snapshot(
            String namespace, Set<Integer> reservedVrids, Heartbeats heartbeats, long nowNanos, Plan last) {
        Map<String, Standing> standings = new HashMap<>();
        nodes.forEach((name, node) -> standings.put(name, Snapshots.standing(node, heartbeats.isGone(name, nowNanos))));
        boolean anyGivesWay = standings.containsValue(Standing.Draining) || standings.containsValue(Standing.Excluded);
        return new ClusterSnapshot(
                namespace,
                reservedVrids,
                virtualIPs.values().stream()
                        .map(virtualIP -> Snapshots.of(
                                virtualIP, anyGivesWay ? ready(virtualIP, heartbeats, nowNanos) : Set.of()))
                        .toList(),
                syncGroups.values().stream().map(Snapshots::of).toList(),
                nodes.entrySet().stream()
                        .map(node -> Snapshots.of(
                                node.getValue(),
                                standings.getOrDefault(node.getKey(), Standing.Serving),
                                nodeConfigs.get(node.getKey()),
                                last.nodes().get(node.getKey())))
                        .toList(),
                secrets.stream().map(Snapshots::of).toList());
    }

    private static Set<String> ready(VirtualIP virtualIP, Heartbeats heartbeats, long nowNanos) {
        return virtualIP.getStatus() == null
                ? Set.of()
                : virtualIP.getStatus().nodes().stream()
                        .filter(state -> state.state() == RouterState.Master || state.state() == RouterState.Backup)
                        .map(NodeState::node)
                        .filter(node -> heartbeats.isAlive(node, nowNanos))
                        .collect(Collectors.toSet());
    }

    private static <T extends HasMetadata> Map<String, T> byName(List<T> objects) {
        return objects.stream().collect(Collectors.toUnmodifiableMap(Snapshots::name, Function.identity()));
    }
}
