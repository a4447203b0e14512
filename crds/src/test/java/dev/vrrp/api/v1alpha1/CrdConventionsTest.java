package dev.vrrp.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every field of every definition. */
@ParameterizedClass
@ValueSource(strings = {"virtualips.yaml", "syncgroups.yaml", "nodeconfigs.yaml"})
class CrdConventionsTest {
    /** A field, or an element of a list or a map. */
    private record Field(String path, JsonNode schema) {
        boolean is(String type) {
            return schema.path("type").asText().equals(type);
        }

        boolean isElement() {
            return path.endsWith("[]") || path.endsWith("{}");
        }
    }

    private final List<Field> fields = new ArrayList<>();

    CrdConventionsTest(String file) throws IOException {
        collect(
                "",
                new YAMLMapper()
                        .readTree(CrdGeneration.generate().get(file))
                        .at("/spec/versions/0/schema/openAPIV3Schema"));
    }

    @Test
    void everyFieldIsDescribedInASentence() {
        assertThat(pathsOf(field -> !field.isElement()
                        && !field.schema().path("description").asText().matches("(?s)[A-Z0-9].*[.]")))
                .isEmpty();
    }

    /** The cost of rules and the size of objects are bounded by these. */
    @Test
    void everyListMapAndTextHasAMaximum() {
        assertThat(pathsOf(field -> field.is("array") && !field.schema().has("maxItems")))
                .isEmpty();
        assertThat(pathsOf(field -> field.schema().has("additionalProperties")
                        && !field.schema().has("maxProperties")))
                .isEmpty();
        assertThat(pathsOf(field -> field.is("string")
                        && !field.schema().has("maxLength")
                        && !field.schema().has("enum")))
                .isEmpty();
    }

    @Test
    void everyListSaysHowItMergesAndEveryIntegerHowLargeItIs() {
        assertThat(pathsOf(field -> field.is("array") && !field.schema().has("x-kubernetes-list-type")))
                .isEmpty();
        assertThat(pathsOf(field -> field.is("integer") && !field.schema().has("format")))
                .isEmpty();
    }

    /** kubectl explain does not show defaults. */
    @Test
    void everyDefaultOfAUsersFieldIsInItsDescription() {
        assertThat(pathsOf(field -> field.path().matches("\\.spec\\.[a-zA-Z]+")
                        && field.schema().has("default")
                        && !field.schema().path("description").asText().contains("Default: ")))
                .isEmpty();
    }

    private List<String> pathsOf(Predicate<Field> what) {
        return fields.stream().filter(what).map(Field::path).toList();
    }

    private void collect(String path, JsonNode schema) {
        fields.add(new Field(path, schema));
        schema.path("properties")
                .properties()
                .forEach(property -> collect(path + "." + property.getKey(), property.getValue()));
        if (schema.has("items")) {
            collect(path + "[]", schema.path("items"));
        }
        if (schema.has("additionalProperties")) {
            collect(path + "{}", schema.path("additionalProperties"));
        }
    }
}
