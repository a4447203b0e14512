package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.operator.plan.DeclaredSyncGroup;
import dev.vrrp.operator.plan.DeclaredVirtualIP;
import dev.vrrp.operator.plan.ObservedNode;
import dev.vrrp.operator.plan.ObservedSecret;
import dev.vrrp.operator.plan.Standing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes from Kubernetes objects what a plan depends on. */
final class Snapshots {
    private Snapshots() {}

    /** @param ready the nodes that are its Master or a Backup, as far as that matters */
    static DeclaredVirtualIP of(VirtualIP virtualIP, Set<String> ready) {
        return new DeclaredVirtualIP(
                name(virtualIP),
                generation(virtualIP),
                created(virtualIP),
                virtualIP.getSpec(),
                virtualIP.getStatus() == null ? null : virtualIP.getStatus().vrid(),
                ready);
    }

    static DeclaredSyncGroup of(SyncGroup group) {
        return new DeclaredSyncGroup(name(group), generation(group), created(group), group.getSpec());
    }

    /** @param silent whether the agent of the node has not been heard for a long time */
    static Standing standing(Node node, boolean silent) {
        return Standing.of(
                node.isMarkedForDeletion(),
                node.getSpec() == null ? null : node.getSpec().getUnschedulable(),
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
                Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of()),
                node.getSpec() == null || node.getSpec().getTaints() == null
                        ? List.of()
                        : node.getSpec().getTaints().stream().map(Taint::getKey).toList(),
                silent);
    }

    /**
     * Takes from a Node and what belongs to it.
     *
     * @param status what its agent said last, null if it never did
     * @param inForce what was last decided for the node
     */
    static ObservedNode of(Node node, Standing standing, @Nullable NodeConfigStatus status, NodeConfigSpec inForce) {
        return new ObservedNode(
                name(node),
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
                standing,
                status != null && status.agent() != null,
                status == null ? List.of() : status.interfaces(),
                status == null ? List.of() : status.foreignRouters(),
                inForce);
    }

    static ObservedSecret of(Secret secret) {
        Map<String, Integer> keyBytes = new HashMap<>();
        Optional.ofNullable(secret.getData())
                .orElse(Map.of())
                .forEach((key, value) -> keyBytes.put(key, Base64.getDecoder().decode(value).length));
        return new ObservedSecret(name(secret), secret.getMetadata().getResourceVersion(), keyBytes);
    }

    /** The spec of a NodeConfig in the order of the plan; empty if there is none. */
    static NodeConfigSpec spec(@Nullable NodeConfig config) {
        return config == null || config.getSpec() == null
                ? new NodeConfigSpec(List.of(), List.of())
                : SpecOrder.sorted(config.getSpec());
    }

    static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    static long generation(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L);
    }

    private static Instant created(HasMetadata object) {
        return Instant.parse(object.getMetadata().getCreationTimestamp());
    }
}
