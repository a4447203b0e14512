package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.reconcile.ClusterView.NodeDecision;
import dev.vrrp.operator.status.AgentProgress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node at one moment: the objects, and what follows from them.
 *
 * @param node null if there is none
 * @param config null if there is none
 * @param desired what was decided for it, null if nothing was
 * @param alive whether its agent was heard lately
 * @param decision null if there is no node, or nothing was decided
 * @param desiredRouters those that were decided, by VirtualIP
 * @param writtenRouters those of the NodeConfig, by VirtualIP
 */
record KnownNode(
        @Nullable Node node,
        @Nullable NodeConfig config,
        @Nullable NodeConfigSpec desired,
        boolean alive,
        @Nullable NodeDecision decision,
        Map<String, List<VirtualRouter>> desiredRouters,
        Map<String, List<VirtualRouter>> writtenRouters) {

    static final KnownNode UNKNOWN = of(null, null, null, false);

    static KnownNode of(
            @Nullable Node node, @Nullable NodeConfig config, @Nullable NodeConfigSpec desired, boolean alive) {
        NodeConfigSpec written = Snapshots.spec(config);
        return new KnownNode(
                node,
                config,
                desired,
                alive,
                node == null || desired == null
                        ? null
                        : new NodeDecision(
                                node.getMetadata().getUid(),
                                desired,
                                config == null ? null : written,
                                ownerUid(config)),
                desired == null ? Map.of() : byVirtualIP(desired),
                byVirtualIP(written));
    }

    /** Whether it would be made of the same. */
    boolean isOf(
            @Nullable Node otherNode,
            @Nullable NodeConfig otherConfig,
            @Nullable NodeConfigSpec otherDesired,
            boolean otherAlive) {
        return alive == otherAlive
                && Objects.equals(node, otherNode)
                && Objects.equals(config, otherConfig)
                && Objects.equals(desired, otherDesired);
    }

    /**
     * Whether its agent runs the virtual routers of {@code virtualIP} as they were decided.
     *
     * @param since the first generation of the NodeConfig that has them as they are
     */
    AgentProgress progress(String name, String virtualIP, long since) {
        NodeConfigStatus status = config == null ? null : config.getStatus();
        boolean written = desiredRouters
                .getOrDefault(virtualIP, List.of())
                .equals(writtenRouters.getOrDefault(virtualIP, List.of()));
        if (status == null || status.observedGeneration() == null || !written || status.observedGeneration() < since) {
            return new AgentProgress(name, AgentProgress.State.Behind, "");
        }
        return status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready") && condition.status() == ConditionStatus.False)
                .findFirst()
                .map(condition -> new AgentProgress(name, AgentProgress.State.Failed, condition.message()))
                .orElseGet(() -> new AgentProgress(name, AgentProgress.State.UpToDate, ""));
    }

    private static Map<String, List<VirtualRouter>> byVirtualIP(NodeConfigSpec spec) {
        return spec.virtualRouters().stream().collect(Collectors.groupingBy(VirtualRouter::virtualIP));
    }

    private static @Nullable String ownerUid(@Nullable NodeConfig config) {
        return config == null
                ? null
                : config.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> owner.getKind().equals("Node"))
                        .map(OwnerReference::getUid)
                        .findFirst()
                        .orElse(null);
    }
}
