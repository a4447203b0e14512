package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Authentication of the advertisements of a version 2 virtual router. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Authentication(
        @Required
        @JsonPropertyDescription(
                "SimplePassword: keepalived's auth_type PASS, up to 8 bytes, readable by all on the segment.")
        AuthenticationType type,

        @Required @JsonPropertyDescription("The Secret that holds the password.")
        SecretReference secretRef) {

    /** A key of a Secret in the namespace of the operator. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SecretReference(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("Name of the Secret, in the namespace of the operator (vrrp-system).")
            String name,

            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("Key in the Secret whose value is the password, 1 to 8 bytes.")
            String key,

            @Nullable
            @Size(max = 64)
            @JsonPropertyDescription(
                    "Resource version of the Secret that the operator saw; leave it out. In a NodeConfig it makes the agent "
                            + "read a changed Secret again.")
            String revision) {}
}
