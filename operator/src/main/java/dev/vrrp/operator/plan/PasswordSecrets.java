package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.Authentication;
import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Secrets that hold passwords. A message names the Secret and its key, never a value. */
final class PasswordSecrets {
    /** Authentication data of RFC 2338, section 5.3.10. */
    private static final int LONGEST_PASSWORD_BYTES = 8;

    private final String namespace;
    private final Map<String, ObservedSecret> secrets;

    PasswordSecrets(String namespace, List<ObservedSecret> secrets) {
        this.namespace = namespace;
        this.secrets = secrets.stream().collect(Collectors.toMap(ObservedSecret::name, Function.identity()));
    }

    Optional<Refused> check(@Nullable Authentication authentication) {
        if (authentication == null) {
            return Optional.empty();
        }
        SecretReference reference = authentication.secretRef();
        String named = "spec.authentication.secretRef: ";
        ObservedSecret secret = secrets.get(reference.name());
        if (secret == null) {
            return Optional.of(new Refused(
                    Reason.SecretNotFound,
                    named + "Secret \"" + reference.name() + "\" does not exist in namespace " + namespace
                            + ": create it with " + creation(reference)));
        }
        Integer bytes = secret.keyBytes().get(reference.key());
        if (bytes == null) {
            return Optional.of(new Refused(
                    Reason.SecretKeyNotFound,
                    named + "Secret \"" + reference.name() + "\" in namespace " + namespace + " has no key \""
                            + reference.key() + "\": name one that it has, or delete the Secret and create it with "
                            + creation(reference)));
        }
        if (bytes < 1 || bytes > LONGEST_PASSWORD_BYTES) {
            return Optional.of(new Refused(
                    Reason.PasswordInvalid,
                    named + "key \"" + reference.key() + "\" of Secret \"" + reference.name() + "\" in namespace "
                            + namespace + " holds " + bytes + " bytes, and a password has 1 to "
                            + LONGEST_PASSWORD_BYTES + ": delete the Secret and create it with "
                            + creation(reference)));
        }
        return Optional.empty();
    }

    /** The same with the version of the Secret, so that an agent reads a changed password again. */
    @Nullable
    Authentication withRevision(@Nullable Authentication authentication) {
        if (authentication == null) {
            return null;
        }
        SecretReference reference = authentication.secretRef();
        ObservedSecret secret = secrets.get(reference.name());
        return new Authentication(
                authentication.type(),
                new SecretReference(
                        reference.name(), reference.key(), secret == null ? null : secret.resourceVersion()));
    }

    private String creation(SecretReference reference) {
        return "kubectl -n " + namespace + " create secret generic " + reference.name() + " --from-literal="
                + reference.key() + "=…";
    }
}
