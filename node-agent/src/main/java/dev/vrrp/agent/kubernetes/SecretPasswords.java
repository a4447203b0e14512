package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.configuration.NodeConfigDocument.Secret;
import dev.vrrp.agent.configuration.Passwords;
import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads passwords from the API server, and remembers what it read, for the file on disk. */
final class SecretPasswords implements Passwords {
    private final KubernetesClient client;
    private final Map<String, Map<String, Secret>> read = new HashMap<>();

    SecretPasswords(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<byte[]> password(SecretReference reference) {
        return Optional.ofNullable(client.secrets()
                        .inNamespace(ApiGroup.SYSTEM_NAMESPACE)
                        .withName(reference.name())
                        .get())
                .flatMap(secret -> Optional.ofNullable(secret.getData()))
                .flatMap(data -> Optional.ofNullable(data.get(reference.key())))
                .map(Base64.getDecoder()::decode)
                .map(password -> remember(reference, password));
    }

    private byte[] remember(SecretReference reference, byte[] password) {
        read.computeIfAbsent(reference.name(), _ -> new HashMap<>()).put(reference.key(), new Secret(password));
        return password;
    }

    Map<String, Map<String, Secret>> read() {
        return read;
    }
}
