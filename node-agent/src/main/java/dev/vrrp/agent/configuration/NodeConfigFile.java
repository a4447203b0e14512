package dev.vrrp.agent.configuration;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
import org.yaml.snakeyaml.LoaderOptions;

/**
 * A NodeConfig as a YAML file: the document itself, and one Secret document for each Secret that it refers to, as kubectl
 * would print them.
 */
public final class NodeConfigFile {
    /** More than 2,048 virtual routers with all their addresses take. */
    private static final int LARGEST_BYTES = 16 * 1024 * 1024;

    /** A NodeConfig is 8 deep; the parser's time grows with the square of the depth (50 ms for 1,000 brackets). */
    private static final int DEEPEST = 32;

    private static final String API_VERSION = ApiGroup.NAME + "/" + ApiGroup.VERSION;
    private static final String SMALLEST =
            "{apiVersion: " + API_VERSION + ", kind: NodeConfig, metadata: {name: a}, spec: {virtualRouters: []}}";
    private static final ObjectMapper YAML = yaml();

    /** What a document may hold; unknown fields of {@code metadata} and {@code status} don't matter here. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record NodeConfigForm(
            String apiVersion,
            String kind,
            @Nullable Metadata metadata,
            @Nullable NodeConfigSpec spec,

            @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Nullable
            JsonNode status) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Metadata(
            @Nullable String name,
            @Nullable String namespace,
            @Nullable Long generation) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record SecretForm(
            String apiVersion,
            String kind,
            @Nullable Metadata metadata,
            @Nullable String type,
            @Nullable Map<String, byte @Nullable []> data,
            @Nullable Map<String, @Nullable String> stringData) {}

    private NodeConfigFile() {}

    /** A value that is not what the field asks for is refused, and not made to fit. */
    private static ObjectMapper yaml() {
        LoaderOptions loader = new LoaderOptions();
        loader.setCodePointLimit(LARGEST_BYTES);
        YAMLFactory factory = YAMLFactory.builder()
                .loaderOptions(loader)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .build();
        return new ObjectMapper(factory)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    }

    /** Reads the smallest one there is, so that the first {@link #read} is a quick one. */
    public static void load() {
        try {
            parse("", SMALLEST.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

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
        return parse(file.toString(), Files.readAllBytes(file));
    }

    /**
     * Reads the content of a file.
     *
     * @param file its name, for the message
     * @throws InvalidConfigurationException as {@link #read} does
     */
    public static NodeConfigDocument parse(String file, byte[] content) throws InvalidConfigurationException {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> nodes = YAML.readerFor(JsonNode.class).readValues(content)) {
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
        } catch (IOException e) {
            throw new InvalidConfigurationException(file + " is no YAML: " + e.getMessage());
        }
        return document(file, documents);
    }

    private static NodeConfigDocument document(String file, List<JsonNode> documents)
            throws InvalidConfigurationException {
        NodeConfigForm nodeConfig = null;
        Map<String, Map<String, Secret>> secrets = new HashMap<>();
        for (JsonNode node : documents) {
            String kind =
                    node.path("apiVersion").asText("") + " " + node.path("kind").asText("");
            if (kind.equals(API_VERSION + " NodeConfig") && nodeConfig == null) {
                nodeConfig = convert(file, node, NodeConfigForm.class);
            } else if (kind.equals("v1 Secret")) {
                SecretForm secret = convert(file, node, SecretForm.class);
                String name = name(file, kind, secret.metadata());
                secrets.put(name, values(file, name, secret));
            } else {
                throw new InvalidConfigurationException(file + ": a document of kind \"" + kind
                        + "\" does not belong here: one \"" + API_VERSION + " NodeConfig\" and any \"v1 Secret\" do");
            }
        }
        if (nodeConfig == null || nodeConfig.spec() == null) {
            throw new InvalidConfigurationException(file + " holds no " + API_VERSION + " NodeConfig with a spec");
        }
        Metadata metadata = nodeConfig.metadata();
        String name = name(file, API_VERSION + " NodeConfig", metadata);
        Long generation = metadata == null ? null : metadata.generation();
        return new NodeConfigDocument(name, generation == null ? 0 : generation, nodeConfig.spec(), secrets);
    }

    private static <T> T convert(String file, JsonNode node, Class<T> form) throws InvalidConfigurationException {
        try {
            return YAML.treeToValue(node, form);
        } catch (JsonProcessingException e) {
            // Of a Secret, not even the place of the error is printed: Jackson quotes the value there.
            String detail =
                    form == SecretForm.class ? "a Secret has data or stringData of text" : MappingProblem.describe(e);
            throw new InvalidConfigurationException(file + ": " + detail);
        }
    }

    private static String name(String file, String kind, @Nullable Metadata metadata)
            throws InvalidConfigurationException {
        if (metadata == null || metadata.name() == null || metadata.name().isEmpty()) {
            throw new InvalidConfigurationException(file + ": a " + kind + " has no metadata.name");
        }
        return metadata.name();
    }

    private static Map<String, Secret> values(String file, String name, SecretForm secret)
            throws InvalidConfigurationException {
        Map<String, byte @Nullable []> all = new HashMap<>();
        if (secret.data() != null) {
            all.putAll(secret.data());
        }
        if (secret.stringData() != null) {
            secret.stringData()
                    .forEach((key, text) -> all.put(key, text == null ? null : text.getBytes(StandardCharsets.UTF_8)));
        }
        Map<String, Secret> values = new HashMap<>();
        for (Map.Entry<String, byte @Nullable []> entry : all.entrySet()) {
            byte[] value = entry.getValue();
            if (value == null) {
                throw new InvalidConfigurationException(
                        file + ": key \"" + entry.getKey() + "\" of Secret \"" + name + "\" has no value");
            }
            values.put(entry.getKey(), new Secret(value));
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
            ByteBuffer bytes = ByteBuffer.wrap(format(document));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The content of a file, which {@link #parse} reads back. */
    public static byte[] format(NodeConfigDocument document) throws IOException {
        ObjectWriter writer = YAML.writer();
        StringBuilder text = new StringBuilder(writer.writeValueAsString(new NodeConfigForm(
                API_VERSION,
                "NodeConfig",
                new Metadata(document.name(), null, document.generation()),
                document.spec(),
                null)));
        for (Map.Entry<String, Map<String, Secret>> secret : document.secrets().entrySet()) {
            Map<String, byte @Nullable []> data = new TreeMap<>();
            secret.getValue().forEach((key, value) -> data.put(key, value.bytes()));
            text.append(writer.writeValueAsString(new SecretForm(
                    "v1", "Secret", new Metadata(secret.getKey(), ApiGroup.SYSTEM_NAMESPACE, null), null, data, null)));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
