package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.operator.status.SyncGroupFacts;
import dev.vrrp.operator.status.VirtualIPFacts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is decided and known at one moment, each object's part by its name.
 *
 * @param nodes by node
 * @param virtualIPs by VirtualIP
 * @param syncGroups by SyncGroup
 */
public record ClusterView(
        Map<String, NodeDecision> nodes,
        Map<String, VirtualIPFacts> virtualIPs,
        Map<String, SyncGroupFacts> syncGroups) {

    /** Before the first plan. */
    static final ClusterView NOTHING = new ClusterView(Map.of(), Map.of(), Map.of());

    public ClusterView {
        nodes = Map.copyOf(nodes);
        virtualIPs = Map.copyOf(virtualIPs);
        syncGroups = Map.copyOf(syncGroups);
    }

    /**
     * What a node is to run beside what it has.
     *
     * @param uid of the Node
     * @param present null if there is no NodeConfig
     * @param ownerUid the Node that the present NodeConfig belongs to, null if none
     */
    record NodeDecision(
            String uid,
            NodeConfigSpec desired,
            @Nullable NodeConfigSpec present,
            @Nullable String ownerUid) {
        boolean isApplied() {
            return desired.equals(present) && uid.equals(ownerUid);
        }
    }
}
