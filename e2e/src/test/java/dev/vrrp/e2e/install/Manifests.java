package dev.vrrp.e2e.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Kubernetes objects that were written in YAML, by kind, namespace ("-" for none) and name. */
record Manifests(Map<String, JsonNode> objects) {
    private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

    /** Every object of a YAML text. */
    static Manifests parse(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            List<JsonNode> objects = new ArrayList<>();
            documents.forEachRemaining(objects::add);
            return new Manifests(objects.stream()
                    .filter(JsonNode::isObject)
                    .collect(
                            Collectors.toMap(Manifests::key, Function.identity(), Manifests::refuseTwo, TreeMap::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every object of the YAML files in {@code folder}, not below it, other than kustomizations. */
    static Manifests read(Path folder) {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .toList()) {
                all.append("---\n").append(Files.readString(file)).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parse(all.toString());
    }

    /** One of them, which must be there. */
    JsonNode object(String key) {
        JsonNode object = objects.get(key);
        if (object == null) {
            throw new IllegalArgumentException("no " + key + " among " + objects.keySet());
        }
        return object;
    }

    /** Removes labels of {@code metadata}, where there are any. */
    static void removeLabels(JsonNode metadata, List<String> labels) {
        if (metadata.path("labels") instanceof ObjectNode present) {
            present.remove(labels);
        }
    }

    private static String key(JsonNode object) {
        return String.join(
                " ",
                object.path("kind").asText(),
                object.at("/metadata/namespace").asText("-"),
                object.at("/metadata/name").asText());
    }

    private static JsonNode refuseTwo(JsonNode one, JsonNode other) {
        throw new IllegalArgumentException("twice: " + key(one));
    }
}
