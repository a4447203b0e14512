package dev.vrrp.agent.configuration;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.vrrp.agent.configuration.NodeConfigDocument.Secret;
import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A NodeConfig as a YAML file: the document itself, and one Secret document for each Secret that it refers to, as kubectl
 * would print them.
 */
public final class NodeConfigFile {
    /** More than 2,048 virtual routers with all their addresses take. */
    private static final long LARGEST_BYTES = 16L * 1024 * 1024;

    private static final String API_VERSION = ApiGroup.NAME + "/" + ApiGroup.VERSION;
    private static final ObjectMapper YAML = new ObjectMapper(
            new YAMLFactory().disable(YAMLGenerator.Feature.SPLIT_LINES).enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

    /** What a document may hold; unknown fields of {@code metadata} and {@code status} don't matter here. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record NodeConfigForm(
            String apiVersion,
            String kind,
            Metadata metadata,
            NodeConfigSpec spec,

            @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Nullable
            JsonNode status) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Metadata(
            String name,
            @Nullable String namespace,
            @Nullable Long generation) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record SecretForm(
            String apiVersion,
            String kind,
            Metadata metadata,
            @Nullable String type,
            @Nullable Map<String, byte[]> data,
            @Nullable Map<String, String> stringData) {}

    private NodeConfigFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it can't be read
     * @throws InvalidConfigurationException if it is not one NodeConfig with its Secrets; the message says where
     */
    public static NodeConfigDocument read(Path file) throws IOException, InvalidConfigurationException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new InvalidConfigurationException(file + " is larger than " + LARGEST_BYTES + " bytes");
        }
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> nodes = YAML.readerFor(JsonNode.class).readValues(Files.readAllBytes(file))) {
            while (nodes.hasNextValue()) {
                JsonNode node = nodes.nextValue();
                if (!node.isNull()) {
                    documents.add(node);
                }
            }
        } catch (JsonProcessingException e) {
            throw new InvalidConfigurationException(file + " is no YAML: " + e.getOriginalMessage()
                    + (e.getLocation() == null
                            ? ""
                            : ", line " + e.getLocation().getLineNr()));
        }
        return document(file, documents);
    }

    private static NodeConfigDocument document(Path file, List<JsonNode> documents)
            throws InvalidConfigurationException {
        NodeConfigForm nodeConfig = null;
        Map<String, Map<String, Secret>> secrets = new HashMap<>();
        for (JsonNode node : documents) {
            String kind =
                    node.path("apiVersion").asText() + " " + node.path("kind").asText();
            if (kind.equals(API_VERSION + " NodeConfig") && nodeConfig == null) {
                nodeConfig = convert(file, node, NodeConfigForm.class);
            } else if (kind.equals("v1 Secret")) {
                SecretForm secret = convert(file, node, SecretForm.class);
                secrets.put(secret.metadata().name(), values(secret));
            } else {
                throw new InvalidConfigurationException(file + ": a document of kind \"" + kind
                        + "\" does not belong here: one \"" + API_VERSION + " NodeConfig\" and any \"v1 Secret\" do");
            }
        }
        if (nodeConfig == null || nodeConfig.metadata() == null || nodeConfig.spec() == null) {
            throw new InvalidConfigurationException(
                    file + " holds no " + API_VERSION + " NodeConfig with metadata.name and spec");
        }
        Long generation = nodeConfig.metadata().generation();
        return new NodeConfigDocument(
                nodeConfig.metadata().name(), generation == null ? 0 : generation, nodeConfig.spec(), secrets);
    }

    private static <T> T convert(Path file, JsonNode node, Class<T> form) throws InvalidConfigurationException {
        try {
            return YAML.treeToValue(node, form);
        } catch (JsonProcessingException e) {
            // Of a Secret, not even the place of the error is printed: Jackson quotes the value there.
            String detail =
                    form == SecretForm.class ? "a Secret has data or stringData of text" : e.getOriginalMessage();
            throw new InvalidConfigurationException(file + ": " + detail);
        }
    }

    private static Map<String, Secret> values(SecretForm secret) {
        Map<String, Secret> values = new HashMap<>();
        if (secret.data() != null) {
            secret.data().forEach((key, value) -> values.put(key, new Secret(value)));
        }
        if (secret.stringData() != null) {
            secret.stringData()
                    .forEach((key, value) -> values.put(key, new Secret(value.getBytes(StandardCharsets.UTF_8))));
        }
        return values;
    }

    /**
     * Writes a file whole or not at all, readable by its owner alone. The folder is made if it is missing.
     *
     * @throws IOException if it can't be written; what was there before stays
     */
    public static void write(Path file, NodeConfigDocument document) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        Path part = folder.resolve(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text(document).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String text(NodeConfigDocument document) throws IOException {
        ObjectWriter writer = YAML.writer();
        StringBuilder text = new StringBuilder(writer.writeValueAsString(new NodeConfigForm(
                API_VERSION,
                "NodeConfig",
                new Metadata(document.name(), null, document.generation()),
                document.spec(),
                null)));
        for (Map.Entry<String, Map<String, Secret>> secret : document.secrets().entrySet()) {
            Map<String, byte[]> data = new TreeMap<>();
            secret.getValue().forEach((key, value) -> data.put(key, value.bytes()));
            text.append(writer.writeValueAsString(new SecretForm(
                    "v1", "Secret", new Metadata(secret.getKey(), ApiGroup.SYSTEM_NAMESPACE, null), null, data, null)));
        }
        return text.toString();
    }
}
