package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Selects nodes by label, as a LabelSelector does: all of the requirements must hold; an empty one selects every node. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeSelector(
        @Size(max = 20) @JsonPropertyDescription("Labels that the node must have with these values.")
        Map<String, String> matchLabels,

        @Size(max = 20) @JsonPropertyDescription("Requirements that the labels of the node must meet.")
        List<Requirement> matchExpressions) {

    public NodeSelector {
        matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
        matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
    }

    /** One requirement, as in a LabelSelector. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value =
                    "(self.operator == 'In' || self.operator == 'NotIn') == (has(self.values) && self.values.size() > 0)",
            message = "In and NotIn need values, Exists and DoesNotExist take none",
            fieldPath = ".values")
    public record Requirement(
            @Required @Size(min = 1, max = 317) @JsonPropertyDescription("Label key.")
            String key,

            @Required @JsonPropertyDescription("In, NotIn, Exists or DoesNotExist.")
            Operator operator,

            @Size(max = 50) @JsonPropertyDescription("Values for In and NotIn.")
            List<@Size(max = 63) String> values) {
        public Requirement {
            values = values == null ? List.of() : List.copyOf(values);
        }
    }

    /** Operators of a LabelSelector. */
    public enum Operator {
        In,
        NotIn,
        Exists,
        DoesNotExist
    }
}
