package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodePriority;
import dev.vrrp.api.v1alpha1.NodeSelector;
import dev.vrrp.api.v1alpha1.NodeSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which nodes a selector or a priority means. */
final class NodeMatching {
    private NodeMatching() {}

    /** As a LabelSelector does; no selector and an empty one match every node. */
    static boolean matches(@Nullable NodeSelector selector, Map<String, String> labels) {
        return selector == null
                || (labels.entrySet().containsAll(selector.matchLabels().entrySet())
                        && selector.matchExpressions().stream().allMatch(requirement -> holds(requirement, labels)));
    }

    /** The priority that the user gave the node: the first entry that matches it wins. */
    static Optional<Integer> priorityOf(ObservedNode node, List<NodePriority> priorities) {
        return priorities.stream()
                .filter(entry -> names(entry, node))
                .map(NodePriority::priority)
                .findFirst();
    }

    static boolean names(NodePriority entry, ObservedNode node) {
        return entry.node() == null
                ? matches(entry.nodeSelector(), node.labels())
                : entry.node().equals(node.name());
    }

    private static boolean holds(Requirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.key());
        return switch (requirement.operator()) {
            case In -> value != null && requirement.values().contains(value);
            case NotIn -> value == null || !requirement.values().contains(value);
            case Exists -> value != null;
            case DoesNotExist -> value == null;
        };
    }
}
