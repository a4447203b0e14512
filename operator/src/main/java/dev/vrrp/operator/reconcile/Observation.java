package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.VirtualIP;
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

    private static <T extends HasMetadata> Map<String, T> byName(List<T> objects) {
        return objects.stream().collect(Collectors.toUnmodifiableMap(Snapshots::name, Function.identity()));
    }
}
