package dev.vrrp.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The token of an agent, tried on everything that the API server has: each verb of each resource that is not granted is forbidden. */
@ExtendWith(Cluster.Shared.class)
class HostileTokenTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> NAMESPACES = List.of("default", "vrrp-system", "kube-system");

    /** What a request of a verb is; of the collection if it is one of {@link #OF_COLLECTION}. */
    private static final Map<String, String> METHODS = Map.of(
            "get", "GET",
            "list", "GET",
            "watch", "GET",
            "create", "POST",
            "update", "PUT",
            "patch", "PATCH",
            "delete", "DELETE",
            "deletecollection", "DELETE");

    private static final Set<String> OF_COLLECTION = Set.of("list", "watch", "create", "deletecollection");

    /** Something that the API server has, as its discovery tells it; {@code root} is such as {@code /apis/apps/v1}. */
    private record Resource(String root, String group, String name, boolean namespaced, List<String> verbs) {
        String qualified() {
            String[] parts = name.split("/", 2);
            return parts[0] + (group.isEmpty() ? "" : "." + group) + (parts.length > 1 ? "/" + parts[1] : "");
        }

        String path(String verb, String namespace) {
            String[] parts = name.split("/", 2);
            boolean collection = OF_COLLECTION.contains(verb) && parts.length == 1;
            return root
                    + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                    + ("/" + parts[0])
                    + (collection ? "" : "/another")
                    + (parts.length > 1 ? "/" + parts[1] : "")
                    + (verb.equals("watch") ? "?watch=true&timeoutSeconds=1" : "");
        }
    }

    private final Cluster cluster;

    HostileTokenTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void whatIsNotGrantedIsForbidden() throws IOException {
        Set<String> tried = new TreeSet<>();
        try (KubernetesClient admin = client(cluster.admin().kubeconfig());
                KubernetesClient agent = client(cluster.agentA().kubeconfig())) {
            for (String namespace : NAMESPACES) {
                Set<String> granted = PermissionsTest.rules(cluster.agentA(), namespace);
                Set<String> open = new TreeSet<>();
                for (Resource resource : resources(admin)) {
                    for (String verb : resource.verbs()) {
                        String attempt = resource.qualified() + " " + verb;
                        tried.add(attempt);
                        if (!forbidden(agent, resource, verb, resource.namespaced() ? namespace : "")
                                && PermissionsTest.OF_EVERYBODY.stream().noneMatch(attempt::startsWith)) {
                            open.add(attempt);
                        }
                    }
                }
                assertThat(open).as("not forbidden in " + namespace).isEqualTo(granted);
            }
        }
        assertThat(tried)
                .contains(
                        "secrets list",
                        "secrets deletecollection",
                        "pods/exec create",
                        "serviceaccounts/token create",
                        "nodes/proxy get",
                        "virtualips.vrrp.dev update",
                        "nodeconfigs.vrrp.dev patch",
                        "leases.coordination.k8s.io delete",
                        "clusterrolebindings.rbac.authorization.k8s.io create",
                        "validatingadmissionpolicies.admissionregistration.k8s.io delete");
    }

    @Test
    void nobodyElseIsItToBe() {
        for (List<String> somebody : List.of(
                List.of("--as=admin", "--as-group=system:masters"),
                List.of("--as=system:serviceaccount:vrrp-system:vrrp-operator"))) {
            List<String> arguments = new ArrayList<>(List.of("get", "nodes"));
            arguments.addAll(somebody);
            assertThat(cluster.agentA().run(arguments.toArray(String[]::new)).errors())
                    .contains("cannot impersonate");
        }
    }

    /** Whether the roles forbid it; what the policy or the request's own poverty refuses was allowed by them. */
    private static boolean forbidden(KubernetesClient agent, Resource resource, String verb, String namespace) {
        try {
            String method = Objects.requireNonNull(METHODS.get(verb), verb);
            agent.raw(resource.path(verb, namespace), method, method.equals("GET") ? null : "{}");
            return false;
        } catch (KubernetesClientException e) {
            return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                    && String.valueOf(e.getMessage())
                            .contains("cannot " + verb + " resource \"" + resource.name() + "\"");
        }
    }

    private static List<Resource> resources(KubernetesClient admin) throws IOException {
        List<Resource> resources = new ArrayList<>(resources(admin, "/api/v1", ""));
        for (JsonNode group : MAPPER.readTree(admin.raw("/apis")).path("groups")) {
            resources.addAll(resources(
                    admin,
                    "/apis/" + group.at("/preferredVersion/groupVersion").asText(),
                    group.path("name").asText()));
        }
        return resources;
    }

    private static List<Resource> resources(KubernetesClient admin, String root, String group) throws IOException {
        return MAPPER.readTree(admin.raw(root))
                .path("resources")
                .valueStream()
                .map(resource -> new Resource(
                        root,
                        group,
                        resource.path("name").asText(),
                        resource.path("namespaced").asBoolean(),
                        resource.path("verbs")
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList()))
                .toList();
    }

    private static KubernetesClient client(Path kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }
}
