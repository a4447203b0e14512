package dev.vrrp.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vrrp.agent.configuration.NodeConfigDocument.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigFileTest {
    static final String TWO_ROUTERS = """
            apiVersion: vrrp.dev/v1alpha1
            kind: NodeConfig
            metadata: {name: server-a, generation: 7, uid: abc}
            spec:
              virtualRouters:
              - {name: vi-1-ipv4, virtualIP: vi-1, vrid: 51, version: 2, interface: eth0, priority: 100, preempt: false,
                 addresses: [192.168.1.111/24], track: {interfaces: [{name: eth1}]},
                 authentication: {type: SimplePassword, secretRef: {name: vi-1, key: password}}}
              - {name: vi-2-ipv4, virtualIP: vi-2, vrid: 52, interface: eth1, priority: 90, advertisementInterval: 100ms,
                 addresses: [192.168.1.112]}
              syncGroups: [{name: vg1, virtualRouters: [vi-1-ipv4, vi-2-ipv4]}]
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: vi-1, namespace: vrrp-system}
            stringData: {password: s3cr3t}
            """;

    @TempDir
    private Path folder;

    @Test
    void readsANodeConfigAndItsSecrets() throws Exception {
        NodeConfigDocument document = read(TWO_ROUTERS);

        assertThat(document.name()).isEqualTo("server-a");
        assertThat(document.generation()).isEqualTo(7);
        assertThat(document.spec().virtualRouters()).hasSize(2);
        assertThat(document.secrets()).containsEntry("vi-1", Map.of("password", secret("s3cr3t")));
    }

    @Test
    void readsBackWhatItWrites() throws Exception {
        NodeConfigDocument document = read(TWO_ROUTERS);
        Path file = folder.resolve("state").resolve("nodeconfig.yaml");

        NodeConfigFile.write(file, document);

        assertThat(NodeConfigFile.read(file)).isEqualTo(document);
    }

    @Test
    void writesAFileForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("nodeconfig.yaml");
        NodeConfigFile.write(file, read(TWO_ROUTERS));
        NodeConfigFile.write(file, read(TWO_ROUTERS));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).doesNotContain("nodeconfig.yaml.part");
        }
    }

    @Test
    void neverShowsAPassword() throws Exception {
        assertThat(read(TWO_ROUTERS).toString()).doesNotContain("s3cr3t");
        assertThatThrownBy(() -> read(TWO_ROUTERS.replace("{password: s3cr3t}", "[s3cr3t]")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("stringData")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> read(TWO_ROUTERS.replace("preempt: false", "nopreempt: true")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("nopreempt");
        assertThatThrownBy(() -> read("apiVersion: v1\nkind: ConfigMap\n"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("v1 ConfigMap");
        assertThatThrownBy(() -> read("")).hasMessageContaining("holds no vrrp.dev/v1alpha1 NodeConfig");
        assertThatThrownBy(() -> read("{")).hasMessageContaining("is no YAML");
        assertThatThrownBy(() -> read("[".repeat(33))).hasMessageContaining("depth (33)");
    }

    @Test
    void saysWhichFieldIsWrongAndWhatWouldBeRight() {
        assertRefused("vrid: 52", "vrid: 52.5", "spec.virtualRouters[1].vrid: \"52.5\" is not a whole number");
        assertRefused("vrid: 52", "vrid: []", "spec.virtualRouters[1].vrid is not a whole number");
        assertRefused("vrid: 52", "family: 1", "spec.virtualRouters[1].family: \"1\" is not one of IPv4, IPv6");
        assertRefused("vrid: 52", "family: IPX", "spec.virtualRouters[1].family: \"IPX\" is not one of IPv4, IPv6");
        assertRefused("[192.168.1.112]", "a", "spec.virtualRouters[1].addresses is not a list");
        assertRefused("[192.168.1.112]", "[~]", "spec.virtualRouters[1] has an element without a value");
        assertRefused("vrid: 52", "id: 52", "spec.virtualRouters[1].id: there is no such field; there are addresses, ");
        assertRefused("vrid: 52", "vrid: 52, vrid: 53", "Duplicate field 'vrid'");
        assertRefused("name: server-a, ", "", "NodeConfig has no metadata.name");
        assertRefused("name: vi-1, name", "name", "Secret has no metadata.name");
        assertRefused("password: s3cr3t", "password: ~", "key \"password\" of Secret \"vi-1\" has no value");
    }

    @Test
    void takesFarMoreThanAClusterCanAskFor() throws Exception {
        List<String> addresses = IntStream.range(0, 255)
                .mapToObj(i -> "2001:db8:1:2:3:4:5:" + i + "/128")
                .toList();
        String routers = IntStream.range(0, 1024)
                .mapToObj(i -> "  - {name: " + "a".repeat(250) + i
                        + ", virtualIP: a, vrid: 1, interface: eth0, priority: 1, " + "addresses: " + addresses + "}\n")
                .collect(Collectors.joining());
        String large = "apiVersion: vrrp.dev/v1alpha1\nkind: NodeConfig\nmetadata: {name: a}\n"
                + "spec:\n  virtualRouters:\n" + routers;

        assertThat(read(large).spec().virtualRouters()).hasSize(1024);
    }

    private void assertRefused(String right, String wrong, String message) {
        assertThat(TWO_ROUTERS).contains(right);
        assertThatThrownBy(() -> read(TWO_ROUTERS.replace(right, wrong)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(message);
    }

    private NodeConfigDocument read(String text) throws IOException, InvalidConfigurationException {
        return NodeConfigFile.read(Files.writeString(folder.resolve("input.yaml"), text));
    }

    static Secret secret(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    static NodeConfigDocument document(Path folder, String text) throws IOException, InvalidConfigurationException {
        NodeConfigDocument document = NodeConfigFile.read(Files.writeString(folder.resolve("input.yaml"), text));
        return new NodeConfigDocument(
                document.name(),
                document.generation(),
                document.spec(),
                Map.of("vi-1", Map.of("password", secret("1111"))));
    }
}
