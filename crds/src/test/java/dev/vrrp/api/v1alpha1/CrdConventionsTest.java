package dev.vrrp.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every field of every definition. */
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

    static List<String> files() throws IOException {
        return List.copyOf(CrdGeneration.generate().keySet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFieldIsDescribedInASentence(String file) throws IOException {
        assertThat(pathsOf(
                        file,
                        field -> !field.isElement()
                                && !field.schema().path("description").asText().matches("(?s)[A-Z0-9].*[.]")))
                .isEmpty();
    }

    /** The cost of rules and the size of objects are bounded by these. */
    @ParameterizedTest
    @MethodSource("files")
    void everyListMapAndTextHasAMaximum(String file) throws IOException {
        assertThat(pathsOf(file, field -> field.is("array") && !field.schema().has("maxItems")))
                .isEmpty();
        assertThat(pathsOf(
                        file,
                        field -> field.schema().has("additionalProperties")
                                && !field.schema().has("maxProperties")))
                .isEmpty();
        assertThat(pathsOf(
                        file,
                        field -> field.is("string")
                                && !field.schema().has("maxLength")
                                && !field.schema().has("enum")))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyListSaysHowItMergesAndEveryIntegerHowLargeItIs(String file) throws IOException {
        assertThat(pathsOf(file, field -> field.is("array") && !field.schema().has("x-kubernetes-list-type")))
                .isEmpty();
        assertThat(pathsOf(file, field -> field.is("integer") && !field.schema().has("format")))
                .isEmpty();
    }

    /** kubectl explain does not show defaults. */
    @ParameterizedTest
    @MethodSource("files")
    void everyDefaultOfAUsersFieldIsInItsDescription(String file) throws IOException {
        assertThat(pathsOf(
                        file,
                        field -> field.path().matches("\\.spec\\.[a-zA-Z]+")
                                && field.schema().has("default")
                                && !field.schema().path("description").asText().contains("Default: ")))
                .isEmpty();
    }

    private static List<String> pathsOf(String file, Predicate<Field> what) throws IOException {
        List<Field> fields = new ArrayList<>();
        collect(
                "",
                new YAMLMapper()
                        .readTree(CrdGeneration.generate().get(file))
                        .at("/spec/versions/0/schema/openAPIV3Schema"),
                fields);
        return fields.stream().filter(what).map(Field::path).toList();
    }

    private static void collect(String path, JsonNode schema, List<Field> fields) {
        fields.add(new Field(path, schema));
        schema.path("properties")
                .properties()
                .forEach(property -> collect(path + "." + property.getKey(), property.getValue(), fields));
        if (schema.has("items")) {
            collect(path + "[]", schema.path("items"), fields);
        }
        if (schema.has("additionalProperties")) {
            collect(path + "{}", schema.path("additionalProperties"), fields);
        }
    }
}
