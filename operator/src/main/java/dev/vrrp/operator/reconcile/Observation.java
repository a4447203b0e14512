package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.operator.plan.ClusterSnapshot;
import dev.vrrp.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
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
    ClusterSnapshot snapshot(String namespace, Plan last) {
        return new ClusterSnapshot(
                namespace,
                virtualIPs.values().stream().map(Snapshots::of).toList(),
                syncGroups.values().stream().map(Snapshots::of).toList(),
                nodes.values().stream()
                        .map(node -> Snapshots.of(
                                node,
                                nodeConfigs.get(Snapshots.name(node)),
                                last.nodes().get(Snapshots.name(node))))
                        .toList(),
                secrets.stream().map(Snapshots::of).toList());
    }

    private static <T extends HasMetadata> Map<String, T> byName(List<T> objects) {
        return objects.stream().collect(Collectors.toUnmodifiableMap(Snapshots::name, Function.identity()));
    }
}
