package dev.vrrp.e2e.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.ManagedProcess;
import dev.vrrp.e2e.lab.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An image as a file system, and its entry point run in it as a container runtime would: all of it read-only but /tmp. */
final class UnpackedImage {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What Kubernetes leaves to a container of the user in the image that may add NET_ADMIN and NET_RAW and nothing else. */
    private static final String CONTAINER = """
            set -e
            root=$1 configuration=$2
            shift 2
            mount --bind "$root" "$root"
            mount --bind "$configuration" "$root/etc/nsswitch.conf"
            mount -t proc proc "$root/proc"
            mount --bind /dev "$root/dev"
            mount -o remount,bind,ro "$root"
            mount -t tmpfs -o uid=65534,mode=0700 tmpfs "$root/tmp"
            exec setpriv --bounding-set=-all,+net_admin,+net_raw,+setuid,+setgid,+setpcap,+sys_chroot --inh-caps=-all \\
              chroot --userspec=65534:65534 "$root" "$@"
            """;

    private final Path root;
    private final JsonNode manifest;
    private final JsonNode configuration;
    private final List<String> entryPoint;

    UnpackedImage(Path archive, Path directory) throws IOException {
        Path layout = Files.createDirectory(directory.resolve("layout"));
        this.root = Files.createDirectory(directory.resolve("root"));
        Command.run("tar", "-xf", archive.toString(), "-C", layout.toString());
        this.manifest = blob(
                layout, MAPPER.readTree(layout.resolve("index.json").toFile()).at("/manifests/0"));
        for (JsonNode layer : manifest.path("layers")) {
            Command.run(
                    "tar",
                    "-xpzf",
                    file(layout, layer).toString(),
                    "--xattrs",
                    "--xattrs-include=*",
                    "-C",
                    root.toString());
        }
        this.configuration = blob(layout, manifest.path("config"));
        this.entryPoint = MAPPER.convertValue(
                configuration.at("/config/Entrypoint"),
                MAPPER.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    /** Its file system. */
    Path root() {
        return root;
    }

    /** Value of one of its labels. */
    String label(String name) {
        return configuration.at("/config/Labels").path(name).asText();
    }

    /** What a node pulls for it that has none of its layers. */
    long bytesToPull() {
        return manifest.path("layers").findValues("size").stream()
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    ManagedProcess start(Node node, Path configuration, Path log, String... arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        command.addAll(List.of("bash", "-c", CONTAINER, "container", root.toString(), configuration.toString()));
        command.addAll(entryPoint);
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", "/etc/nsswitch.conf", "--state-dir", "/tmp"));
        return ManagedProcess.start(node.namespace(), "agent in its image", log, Map.of(), command);
    }

    private static JsonNode blob(Path layout, JsonNode descriptor) throws IOException {
        return MAPPER.readTree(file(layout, descriptor).toFile());
    }

    private static Path file(Path layout, JsonNode descriptor) {
        return layout.resolve("blobs")
                .resolve(descriptor.path("digest").asText().replace(':', '/'));
    }
}
