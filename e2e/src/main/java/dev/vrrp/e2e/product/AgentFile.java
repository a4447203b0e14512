package dev.vrrp.e2e.product;

import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The file that an agent without Kubernetes runs: a NodeConfig and the Secrets behind it. */
public final class AgentFile {
    /** Key of the password in each Secret. */
    public static final String KEY = "password";

    private AgentFile() {}

    /**
     * Writes {@code file}, readable by its owner alone.
     *
     * @param passwords by name of the Secret
     */
    public static void write(Path file, String node, NodeConfigSpec spec, Map<String, String> passwords) {
        NodeConfig config = new NodeConfig();
        config.setMetadata(new ObjectMetaBuilder().withName(node).build());
        config.setSpec(spec);
        StringBuilder text = new StringBuilder(Serialization.asYaml(config));
        passwords.forEach((name, password) -> text.append(Serialization.asYaml(new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(ApiGroup.SYSTEM_NAMESPACE)
                .endMetadata()
                .addToStringData(KEY, password)
                .build())));
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
