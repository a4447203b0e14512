package dev.vrrp.e2e.kubelet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The images of the operator and the agent, as {@code deploy/image/build} makes them.
 *
 * @param directory folder with {@code operator.tar} and {@code node-agent.tar}
 */
public record Images(Path directory) {
    public static final List<String> NAMES = List.of("operator", "node-agent");

    private static final String SCRIPT = "deploy/image/build";
    private static final Duration BOUND = Duration.ofMinutes(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The images of what is built in the checkout; they are made if they are missing or older than the programs. */
    public static Images of(Checkout checkout) {
        Images images = new Images(checkout.root().resolve("target/image"));
        if (images.olderThan(checkout)) {
            build(checkout, images.directory);
        }
        return images;
    }

    /** Makes the images anew. */
    public static Images build(Checkout checkout, Path directory) {
        Command.run(
                        List.of(checkout.file(SCRIPT).toString(), "--output", directory.toString()),
                        "",
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        BOUND)
                .orThrow();
        return new Images(directory);
    }

    /** The archive with the OCI layout of an image. */
    public Path archive(String name) {
        return directory.resolve(name + ".tar");
    }

    /** Digest of the manifest of an image, such as {@code sha256:0123…}. */
    public String digest(String name) {
        String index = Command.run(
                        "tar",
                        "--extract",
                        "--to-stdout",
                        "--file",
                        archive(name).toString(),
                        "./index.json")
                .output();
        try {
            return MAPPER.readTree(index).at("/manifests/0/digest").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(archive(name) + " has no index", e);
        }
    }

    private boolean olderThan(Checkout checkout) {
        Stream<Path> sources = Stream.concat(
                NAMES.stream().map(checkout::jar),
                Stream.of(SCRIPT, "deploy/image/operator.classes", "deploy/image/node-agent.classes")
                        .map(checkout::file));
        FileTime newest = sources.map(Images::time).max(FileTime::compareTo).orElseThrow();
        return !NAMES.stream()
                .map(this::archive)
                .allMatch(archive -> Files.exists(archive) && time(archive).compareTo(newest) > 0);
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
