package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a VirtualIP. The agents write {@code nodes} and {@code master}, the operator writes the rest. */
@JsonClassDescription(
        "What became of it. Each agent writes its entry in nodes, and master while it is Master; the operator writes the rest.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VirtualIPStatus(
        @Nullable @JsonPropertyDescription("Generation of the spec that the operator last worked on.")
        Long observedGeneration,

        @Nullable @Size(max = 8192) @JsonPropertyDescription("The addresses of the spec in one line, for reading.")
        String addresses,

        @Nullable @JsonPropertyDescription("VRID in use: the one of the spec, or the one that was allocated.")
        Integer vrid,

        @Nullable @StatusReplicas @JsonPropertyDescription("How many nodes take part.")
        Integer replicas,

        @Nullable @JsonPropertyDescription("The node that holds the addresses, as it reported itself.")
        Master master,

        @Size(max = 1000) @JsonPropertyDescription("What each node that takes part reports.")
        List<NodeState> nodes,

        @Size(max = 16)
        @JsonPropertyDescription(
                "Accepted (the spec is valid, and nothing conflicts with it), Programmed (every node that takes part runs it), "
                        + "Ready (exactly one node is Master and holds the addresses), Redundant (a Backup could take over now), "
                        + "SplitBrain (two claim the addresses; True is bad), AddressContested (somebody else has one of the "
                        + "addresses, or takes it away; True is bad).")
        List<Condition> conditions) {

    public VirtualIPStatus {
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The node that holds the addresses. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Master(
            @Required @Size(max = 253) @JsonPropertyDescription("Name of the node.")
            String node,

            @Required @Size(max = 64) @JsonPropertyDescription("Since when, RFC 3339.")
            String since,

            @Nullable @JsonPropertyDescription("Priority that it advertises.")
            Integer priority,

            @Nullable
            @JsonProperty("interface")
            @Size(max = 15)
            @JsonPropertyDescription("Interface that carries the addresses.")
            String interfaceName,

            @Nullable @Size(max = 253) @JsonPropertyDescription("The node that was Master before, if one was.")
            String previous,

            @Nullable
            @Size(max = 128)
            @JsonPropertyDescription("Why it became Master, such as MasterSilent or MasterResigned.")
            String reason,

            @Nullable
            @Size(max = 32)
            @JsonPropertyDescription("From the last advertisement heard to the addresses bound, such as 3.24s.")
            String outage) {}

    /** What one node reports of itself. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record NodeState(
            @Required @Size(max = 253) @JsonPropertyDescription("Name of the node.")
            String node,

            @Required @JsonPropertyDescription("State of the virtual router: Initialize, Backup, Master or Fault.")
            RouterState state,

            @Required @Size(max = 64) @JsonPropertyDescription("Since when, RFC 3339.")
            String since,

            @Nullable @JsonPropertyDescription("Effective priority.")
            Integer priority,

            @Nullable @JsonProperty("interface") @Size(max = 15) @JsonPropertyDescription("Interface that it runs on.")
            String interfaceName,

            @Nullable @Size(max = 128) @JsonPropertyDescription("Why it is in this state.")
            String reason,

            @Nullable @Size(max = 512) @JsonPropertyDescription("What is wrong, where something is.")
            String message,

            @Size(max = 5) @JsonPropertyDescription("The last five changes of state, newest first.")
            List<StateTransition> transitions) {
        public NodeState {
            transitions = transitions == null ? List.of() : List.copyOf(transitions);
        }
    }

    /** One change of state. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record StateTransition(
            @Required @Size(max = 64) @JsonPropertyDescription("When, RFC 3339.")
            String time,

            @Required @JsonPropertyDescription("State before.")
            RouterState from,

            @Required @JsonPropertyDescription("State after.")
            RouterState to,

            @Required @Size(max = 128) @JsonPropertyDescription("Why.")
            String reason) {}
}
