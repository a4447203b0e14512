package dev.vrrp.agent.configuration;

import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A NodeConfig and the Secrets that it refers to: what the agent keeps on disk, and what {@code --config} reads.
 *
 * @param name of the NodeConfig, which is the node's
 * @param generation of the NodeConfig; 0 where a file gives none
 * @param secrets values by key by name of the Secret
 */
public record NodeConfigDocument(
        String name, long generation, NodeConfigSpec spec, Map<String, Map<String, Secret>> secrets)
        implements Passwords {
    public NodeConfigDocument {
        Map<String, Map<String, Secret>> copy = new TreeMap<>();
        secrets.forEach((secret, values) -> copy.put(secret, Map.copyOf(values)));
        secrets = copy;
    }

    @Override
    public Optional<byte[]> password(SecretReference reference) {
        return Optional.ofNullable(
                        secrets.getOrDefault(reference.name(), Map.of()).get(reference.key()))
                .map(Secret::bytes);
    }

    /** One value of a Secret; its text never shows it. */
    public static final class Secret {
        private final byte[] bytes;

        public Secret(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Secret secret && Arrays.equals(bytes, secret.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "…";
        }
    }
}
