package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A condition as in the Kubernetes API conventions, metav1.Condition. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @Required @Size(min = 1, max = 64) @JsonPropertyDescription("Type of the condition.")
        String type,

        @Required @JsonPropertyDescription("True, False or Unknown.")
        ConditionStatus status,

        @Nullable @JsonPropertyDescription("Generation of the object that the condition speaks of.")
        Long observedGeneration,

        @Required @Size(min = 1, max = 64) @JsonPropertyDescription("When the status last changed, RFC 3339.")
        String lastTransitionTime,

        @Required @Size(min = 1, max = 128) @JsonPropertyDescription("One PascalCase word: why.")
        String reason,

        @Required @Size(max = 2048) @JsonPropertyDescription("Why, and what to do, in a sentence.")
        String message) {

    /** Values of a condition's status. */
    public enum ConditionStatus {
        True,
        False,
        Unknown
    }
}
