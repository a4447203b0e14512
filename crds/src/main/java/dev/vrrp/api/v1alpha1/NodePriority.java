package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A priority for one node, or for the nodes that a selector matches. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.node) != has(self.nodeSelector)",
        message = "a priority names either node or nodeSelector, not both and not none")
public record NodePriority(
        @Nullable @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the node. Give this or nodeSelector.")
        String node,

        @Nullable @JsonPropertyDescription("Labels of the nodes. Give this or node.")
        NodeSelector nodeSelector,

        @Required
        @Min(1)
        @Max(254)
        @JsonPropertyDescription(
                "VRRP priority of these nodes, 1 to 254; the highest of those that work becomes Master. No two nodes run with the "
                        + "same one: of those that get it, the operator ranks one first, and each of the others runs with one less.")
        Integer priority) {}
