package dev.vrrp.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequiredDefinitionsTest {
    private static final String SCHEMA = """
            properties:
              spec:
                properties:
                  addresses: {type: array, items: {type: string}}
                  priorities: {type: array, items: {properties: {node: {type: string}, priority: {type: integer}}}}
                  track: {properties: {interfaces: {type: array, items: {properties: {name: {type: string}}}}}}
            """;

    @Test
    void theSameSchemaLacksNothing() {
        assertThat(missing(SCHEMA)).isEmpty();
    }

    @Test
    void aFieldThatIsMissingIsNamedByItsPath() {
        assertThat(missing(SCHEMA.replace("addresses", "address"))).containsExactly("spec.addresses");
        assertThat(missing(SCHEMA.replace(", priority: {type: integer}", "")))
                .containsExactly("spec.priorities[].priority");
    }

    @Test
    void whatIsInsideAMissingFieldIsNotNamed() {
        assertThat(missing(SCHEMA.replace("track", "watch"))).containsExactly("spec.track");
    }

    @Test
    void aNewerSchemaMayHaveMore() {
        assertThat(missing(SCHEMA + "      added: {type: string}\n")).isEmpty();
    }

    private static List<String> missing(String served) {
        List<String> missing = new ArrayList<>();
        RequiredDefinitions.addMissing(parse(SCHEMA), parse(served), "", missing);
        return missing;
    }

    private static JsonNode parse(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, JsonNode.class);
    }
}
