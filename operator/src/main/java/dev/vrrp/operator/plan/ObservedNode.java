package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.ForeignRouter;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import java.util.List;
import java.util.Map;

/**
 * A node as Kubernetes and its agent describe it.
 *
 * @param standing what may be expected of it
 * @param runsAgent whether an agent has ever reported from it
 * @param inForce what was last decided for it
 */
public record ObservedNode(
        String name,
        Map<String, String> labels,
        Standing standing,
        boolean runsAgent,
        List<NodeInterface> interfaces,
        List<ForeignRouter> foreignRouters,
        NodeConfigSpec inForce) {

    public ObservedNode {
        labels = Map.copyOf(labels);
        interfaces = List.copyOf(interfaces);
        foreignRouters = List.copyOf(foreignRouters);
    }

    /** Whether it is as {@code other} is but for what it runs and hears. */
    boolean isPlacedAs(ObservedNode other) {
        return labels.equals(other.labels)
                && standing == other.standing
                && runsAgent == other.runsAgent
                && interfaces.equals(other.interfaces);
    }

    boolean leaving() {
        return standing == Standing.Leaving;
    }
}
