package dev.vrrp.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * A request that an API server answered.
 *
 * @param verb as RBAC has it; a patch that made the object is {@code create}
 * @param resource with subresource, such as {@code virtualips.vrrp.dev/status}; empty for one that is no resource
 * @param namespace empty if it has none
 * @param name of the object, empty if there is none
 * @param code HTTP status
 */
public record AuditedRequest(String verb, String resource, String namespace, String name, int code) {
    private static final int CREATED = 201;
    private static final int REFUSED = 400;
    private static final Set<String> READS = Set.of("get", "list", "watch");

    static AuditedRequest of(JsonNode entry) {
        int code = entry.at("/responseStatus/code").asInt();
        String verb = entry.path("verb").asText();
        String group = entry.at("/objectRef/apiGroup").asText();
        String subresource = entry.at("/objectRef/subresource").asText();
        return new AuditedRequest(
                verb.equals("patch") && code == CREATED ? "create" : verb,
                entry.at("/objectRef/resource").asText()
                        + (group.isEmpty() ? "" : "." + group)
                        + (subresource.isEmpty() ? "" : "/" + subresource),
                entry.at("/objectRef/namespace").asText(),
                entry.at("/objectRef/name").asText(),
                code);
    }

    /** Whether it changed something. */
    public boolean writes() {
        return !resource.isEmpty() && !READS.contains(verb) && succeeded();
    }

    public boolean succeeded() {
        return code < REFUSED;
    }
}
