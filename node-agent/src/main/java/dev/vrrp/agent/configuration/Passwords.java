package dev.vrrp.agent.configuration;

import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import java.util.Optional;

/** Where passwords come from: the API server, or the file. */
public interface Passwords {
    /** The bytes behind {@code reference}; empty if the Secret or the key does not exist. */
    Optional<byte[]> password(SecretReference reference);
}
