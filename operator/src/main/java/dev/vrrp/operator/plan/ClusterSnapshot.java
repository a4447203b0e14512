package dev.vrrp.operator.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Everything that a plan depends on, in an order of its own: what is declared, oldest first; nodes and Secrets by name.
 *
 * @param namespace where the Secrets are
 * @param reservedVrids VRIDs that no VirtualIP is given that does not name them
 */
public record ClusterSnapshot(
        String namespace,
        Set<Integer> reservedVrids,
        List<DeclaredVirtualIP> virtualIPs,
        List<DeclaredSyncGroup> syncGroups,
        List<ObservedNode> nodes,
        List<ObservedSecret> secrets) {

    public ClusterSnapshot {
        reservedVrids = Set.copyOf(reservedVrids);
        virtualIPs = virtualIPs.stream().sorted(Declared.OLDEST_FIRST).toList();
        syncGroups = syncGroups.stream().sorted(Declared.OLDEST_FIRST).toList();
        nodes = nodes.stream().sorted(Comparator.comparing(ObservedNode::name)).toList();
        secrets = secrets.stream()
                .sorted(Comparator.comparing(ObservedSecret::name))
                .toList();
    }
}
