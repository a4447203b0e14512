package dev.vrrp.operator.plan;

import java.util.List;
import java.util.Set;

/**
 * Everything that a plan depends on, in any order, each name once.
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
        virtualIPs = List.copyOf(virtualIPs);
        syncGroups = List.copyOf(syncGroups);
        nodes = List.copyOf(nodes);
        secrets = List.copyOf(secrets);
    }
}
