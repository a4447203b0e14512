package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a SyncGroup; the operator writes it. */
@JsonClassDescription("What became of it; the operator writes it.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SyncGroupStatus(
        @Nullable @JsonPropertyDescription("Generation of the spec that the operator last worked on.")
        Long observedGeneration,

        @Nullable @JsonPropertyDescription("The node that is Master of every member, if one is.")
        GroupMaster master,

        @Size(max = 16)
        @JsonPropertyDescription(
                "Accepted (the spec is valid, and its VirtualIPs can move together), Ready (one node is Master of all of them), "
                        + "SplitBrain (two claim them; True is bad).")
        List<Condition> conditions) {

    public SyncGroupStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The node that is Master of every member. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record GroupMaster(
            @Required @Size(max = 253) @JsonPropertyDescription("Name of the node.")
            String node,

            @Required @Size(max = 64) @JsonPropertyDescription("Since when, RFC 3339.")
            String since) {}
}
