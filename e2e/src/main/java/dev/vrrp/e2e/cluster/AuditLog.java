package dev.vrrp.e2e.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.api.v1alpha1.ApiGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the ServiceAccounts of the product asked of an API server, by its audit log.
 *
 * @param policy file that tells the API server what to log
 * @param log file that it logs to
 */
public record AuditLog(Path policy, Path log) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static AuditLog in(Path directory) {
        AuditLog audit = new AuditLog(directory.resolve("audit-policy.yaml"), directory.resolve("audit.json"));
        try {
            Files.writeString(audit.policy(), """
                    apiVersion: audit.k8s.io/v1
                    kind: Policy
                    omitStages: [RequestReceived]
                    omitManagedFields: true
                    rules:
                    - {level: Metadata, userGroups: ["system:serviceaccounts:%s"]}
                    - {level: None}
                    """.formatted(ApiGroup.SYSTEM_NAMESPACE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return audit;
    }

    /** The requests of a ServiceAccount that were answered, or begun to be, after {@code since}. */
    public List<AuditedRequest> requests(String serviceAccount, Instant since) {
        String user = "system:serviceaccount:" + ApiGroup.SYSTEM_NAMESPACE + ":" + serviceAccount;
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(AuditLog::parse)
                    .filter(entry -> entry.at("/user/username").asText().equals(user))
                    .filter(entry ->
                            Instant.parse(entry.path("stageTimestamp").asText()).isAfter(since))
                    .map(AuditedRequest::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API server has logged no JSON: " + line, e);
        }
    }
}
