package dev.vrrp.agent.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * YAML documents with a few of their values replaced, removed or moved. Changed bytes alone hardly ever make another document
 * that is still well formed.
 */
final class DocumentEdits {
    private static final int MOST_EDITS = 8;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What a value is replaced with; null: nothing, the field or element goes. */
    private static final List<@Nullable JsonNode> VALUES = values();

    /** A value by its place: {@code key} is a name in an object, or null, and then {@code index} one in an array. */
    private record Place(JsonNode container, @Nullable String key, int index) {
        void set(@Nullable JsonNode value) {
            switch (container) {
                case ObjectNode object when value == null -> object.remove(key);
                case ObjectNode object -> object.set(key, value);
                case ArrayNode array when index >= array.size() -> {}
                case ArrayNode array when value == null -> array.remove(index);
                case ArrayNode array -> array.set(index, value);
                default -> throw new AssertionError(container);
            }
        }
    }

    private final List<List<JsonNode>> originals;

    DocumentEdits(List<byte[]> files) {
        originals = files.stream().map(DocumentEdits::documents).toList();
    }

    /** The first byte of {@code edits} chooses the file, and then each two bytes a place in it and what comes there. */
    byte[] apply(byte[] edits) {
        List<JsonNode> original = originals.get(edits.length == 0 ? 0 : (edits[0] & 0xff) % originals.size());
        ArrayNode documents = NODES.arrayNode();
        original.forEach(document -> documents.add(document.<JsonNode>deepCopy()));
        for (int i = 1; i + 1 < edits.length && i < 2 * MOST_EDITS; i += 2) {
            List<Place> places = places(documents);
            if (!places.isEmpty()) {
                JsonNode value = VALUES.get((edits[i + 1] & 0xff) % VALUES.size());
                places.get((edits[i] & 0xff) % places.size()).set(value == null ? null : value.deepCopy());
            }
        }
        return bytes(documents);
    }

    private static List<@Nullable JsonNode> values() {
        List<@Nullable JsonNode> values = new ArrayList<>();
        values.add(null);
        values.add(NODES.nullNode());
        values.add(NODES.objectNode());
        values.add(NODES.objectNode().putNull("name"));
        values.add(NODES.objectNode().putNull(""));
        values.add(NODES.arrayNode());
        values.add(NODES.arrayNode().addNull());
        values.add(NODES.arrayNode().add(NODES.objectNode()));
        values.add(NODES.arrayNode().add(NODES.arrayNode().add("a").add("a")));
        values.add(NODES.booleanNode(true));
        Stream.of(0L, 1L, -1L, 2L, 3L, 254L, 255L, 256L, 1L << 31, Long.MIN_VALUE)
                .forEach(number -> values.add(NODES.numberNode(number)));
        values.add(NODES.numberNode(Double.MAX_VALUE));
        values.add(NODES.numberNode(Double.NaN));
        Stream.of(
                        "",
                        " ",
                        "a",
                        "nil",
                        "\u0000\ud800\ufffe",
                        "a".repeat(300),
                        "v1",
                        "Secret",
                        "IPv6",
                        "Unicast",
                        "0s",
                        "10ms",
                        "99999999m",
                        "0.001m",
                        "/",
                        "10.0.0.1",
                        "10.0.0.1/33",
                        "10.0.0.1/-1",
                        "10.0.0.1/99999999999",
                        "10.1/8",
                        "fe80::1/64",
                        "fe80::1%1/64",
                        "::ffff:10.0.0.1/96",
                        "vi-1",
                        "vi-1-ipv4",
                        "password",
                        "eth1")
                .forEach(text -> values.add(NODES.textNode(text)));
        return values;
    }

    private static List<JsonNode> documents(byte[] file) {
        try (MappingIterator<JsonNode> nodes = YAML.readerFor(JsonNode.class).readValues(file)) {
            return nodes.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Place> places(JsonNode root) {
        List<Place> places = new ArrayList<>();
        collect(root, places);
        return places;
    }

    private static void collect(JsonNode node, List<Place> places) {
        switch (node) {
            case ObjectNode object ->
                object.properties().forEach(property -> {
                    places.add(new Place(object, property.getKey(), 0));
                    collect(property.getValue(), places);
                });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    places.add(new Place(array, null, i));
                    collect(array.get(i), places);
                }
            }
            default -> {}
        }
    }

    private static byte[] bytes(ArrayNode documents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (JsonNode document : documents) {
                out.write(YAML.writeValueAsBytes(document));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
