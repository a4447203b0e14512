package dev.vrrp.operator.plan;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be expected of a node. Neither a cordon by itself nor NotReady changes it: the first concerns the scheduler, the second
 * the kubelet, and an agent that can't be reached by Kubernetes may well be Master.
 */
public enum Standing {
    /** It takes part wherever it is ranked. */
    Serving,

    /**
     * Its agent has not been heard for a long time. It keeps its place where it has one, since it may well be running and only cut
     * off; another node is added beside it.
     */
    Silent,

    /** It is about to be drained: it gives way as soon as another node is ready. */
    Draining,

    /** It is not to carry traffic from outside: it gives way as soon as another node is ready, or if there is no other at all. */
    Excluded,

    /** It is being deleted, or known to be off. */
    Leaving;

    /** Annotation of a Node: while the node is cordoned, it is Draining. */
    public static final String LEAVE_WHEN_CORDONED = "vrrp.dev/leave-when-cordoned";

    /** Well-known label of a Node. */
    static final String EXCLUDE = "node.kubernetes.io/exclude-from-external-load-balancers";

    /** Well-known taint: somebody has made sure that the node is off. */
    static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    /** Taints by which the cluster autoscaler and Karpenter announce that they drain a node. */
    private static final Set<String> DRAINED = Set.of("ToBeDeletedByClusterAutoscaler", "karpenter.sh/disrupted");

    /**
     * Judges a Node.
     *
     * @param deleted whether it is being deleted
     * @param cordoned {@code spec.unschedulable}
     * @param taints keys of its taints
     * @param silent whether its agent has not been heard for a long time
     */
    public static Standing of(
            boolean deleted,
            @Nullable Boolean cordoned,
            Map<String, String> labels,
            Map<String, String> annotations,
            Collection<String> taints,
            boolean silent) {
        if (deleted || taints.contains(OUT_OF_SERVICE)) {
            return Leaving;
        }
        if (labels.containsKey(EXCLUDE)) {
            return Excluded;
        }
        boolean leaves = Boolean.TRUE.equals(cordoned) && "true".equals(annotations.get(LEAVE_WHEN_CORDONED));
        if (leaves || taints.stream().anyMatch(DRAINED::contains)) {
            return Draining;
        }
        return silent ? Silent : Serving;
    }
}
