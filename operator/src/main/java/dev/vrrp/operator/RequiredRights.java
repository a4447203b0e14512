package dev.vrrp.operator;

import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.operator.election.LeaseElection;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that the operator must be allowed to do; it asks before it starts, not when a failure needs it. */
final class RequiredRights {
    private RequiredRights() {}

    /** What the API server does not allow us, such as "right to patch virtualips/status.vrrp.dev". */
    static List<String> missing(KubernetesClient client, String namespace, boolean leaderElection) {
        return needed(namespace, leaderElection).stream()
                .filter(right -> !allowed(client, right))
                .map(RequiredRights::inWords)
                .toList();
    }

    private static List<ResourceAttributes> needed(String namespace, boolean leaderElection) {
        List<ResourceAttributes> needed = new ArrayList<>();
        for (String readable : List.of("virtualips", "syncgroups", "nodeconfigs")) {
            needed.add(right("list", ApiGroup.NAME, readable, ""));
            needed.add(right("watch", ApiGroup.NAME, readable, ""));
        }
        for (String verb : List.of("list", "watch")) {
            needed.add(right(verb, "", "nodes", ""));
            needed.add(right(verb, "", "secrets", namespace));
            needed.add(right(verb, "coordination.k8s.io", "leases", namespace));
        }
        needed.add(right("create", ApiGroup.NAME, "nodeconfigs", ""));
        needed.add(right("patch", ApiGroup.NAME, "nodeconfigs", ""));
        needed.add(right("patch", ApiGroup.NAME, "virtualips/status", ""));
        needed.add(right("patch", ApiGroup.NAME, "syncgroups/status", ""));
        needed.add(right("create", "events.k8s.io", "events", "default"));
        if (leaderElection) {
            for (String verb : List.of("get", "create", "patch")) {
                needed.add(right(verb, "coordination.k8s.io", "leases", namespace)
                        .edit()
                        .withName(LeaseElection.LEASE)
                        .build());
            }
        }
        return needed;
    }

    private static ResourceAttributes right(String verb, String group, String resource, String namespace) {
        String[] parts = resource.split("/", 2);
        return new ResourceAttributesBuilder()
                .withVerb(verb)
                .withGroup(group)
                .withResource(parts[0])
                .withSubresource(parts.length > 1 ? parts[1] : "")
                .withNamespace(namespace)
                .build();
    }

    private static boolean allowed(KubernetesClient client, ResourceAttributes right) {
        SelfSubjectAccessReview review = client.resource(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withResourceAttributes(right)
                        .endSpec()
                        .build())
                .create();
        return review.getStatus().getAllowed();
    }

    private static String inWords(ResourceAttributes right) {
        String resource = Stream.of(right.getResource(), right.getSubresource())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
        return "right to " + right.getVerb() + " " + resource
                + (right.getGroup().isEmpty() ? "" : "." + right.getGroup())
                + (right.getName() == null ? "" : " " + right.getName())
                + (right.getNamespace().isEmpty() ? "" : " in namespace " + right.getNamespace());
    }
}
