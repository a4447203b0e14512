package dev.vrrp.operator;

import dev.vrrp.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The custom resource definitions that must be installed, as the API server's discovery shows them. */
final class RequiredDefinitions {
    private static final List<String> PLURALS = List.of("virtualips", "syncgroups", "nodeconfigs");

    private RequiredDefinitions() {}

    /** Full names of those that the API server does not serve, such as {@code virtualips.vrrp.dev}. */
    static List<String> missing(KubernetesClient client) {
        APIResourceList served = client.getApiResources(ApiGroup.NAME + "/" + ApiGroup.VERSION);
        Set<String> names = served == null
                ? Set.of()
                : served.getResources().stream().map(APIResource::getName).collect(Collectors.toSet());
        return PLURALS.stream()
                .filter(plural -> !names.contains(plural))
                .map(plural -> plural + "." + ApiGroup.NAME)
                .toList();
    }
}
