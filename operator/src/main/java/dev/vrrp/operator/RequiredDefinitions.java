package dev.vrrp.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vrrp.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The custom resource definitions that must be installed, with every field of this version: an API server drops silently what
 * an older definition does not have. As the API server's OpenAPI shows them, which everybody may read.
 */
final class RequiredDefinitions {
    private static final List<String> PLURALS = List.of("virtualips", "syncgroups", "nodeconfigs");

    private RequiredDefinitions() {}

    /** What the API server does not have, such as "field spec.replicas of virtualips.vrrp.dev". */
    static List<String> missing(KubernetesClient client) {
        JsonNode served = served(client);
        List<String> missing = new ArrayList<>();
        for (String plural : PLURALS) {
            JsonNode definition = packaged(client.getKubernetesSerialization(), plural);
            String kind = definition.at("/spec/names/kind").asText();
            String name = plural + "." + ApiGroup.NAME;
            JsonNode schema = served.at("/components/schemas/dev.vrrp." + ApiGroup.VERSION + "." + kind);
            if (schema.isMissingNode()) {
                missing.add("custom resource definition " + name);
            } else {
                List<String> fields = new ArrayList<>();
                addMissing(definition.at("/spec/versions/0/schema/openAPIV3Schema"), schema, "", fields);
                fields.forEach(field -> missing.add("field " + field + " of " + name));
            }
        }
        return missing;
    }

    private static JsonNode served(KubernetesClient client) {
        try {
            String document = client.raw("/openapi/v3/apis/" + ApiGroup.NAME + "/" + ApiGroup.VERSION);
            return document == null
                    ? MissingNode.getInstance()
                    : client.getKubernetesSerialization().unmarshal(document, JsonNode.class);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return MissingNode.getInstance();
            }
            throw e;
        }
    }

    /** The definition that this version was built with. */
    private static JsonNode packaged(KubernetesSerialization serialization, String plural) {
        String file = "/dev/vrrp/api/definitions/" + plural + ".yaml";
        try (InputStream yaml = ApiGroup.class.getResourceAsStream(file)) {
            return serialization.unmarshal(Objects.requireNonNull(yaml, file), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the outermost fields of {@code wanted} that {@code served} lacks. */
    static void addMissing(JsonNode wanted, JsonNode served, String path, List<String> missing) {
        wanted.path("properties").properties().forEach(property -> {
            String field = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            JsonNode there = served.path("properties").path(property.getKey());
            if (there.isMissingNode()) {
                missing.add(field);
            } else {
                addMissing(property.getValue(), there, field, missing);
            }
        });
        if (wanted.has("items")) {
            addMissing(wanted.path("items"), served.path("items"), path + "[]", missing);
        }
    }
}
