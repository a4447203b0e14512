package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What the agent of one node runs; also the document on disk and the {@code --config} file. */
@JsonClassDescription("What the agent of the node runs; the operator writes it.")
@JsonInclude(JsonInclude.Include.ALWAYS) // server-side apply turns an empty object into null, which the schema refuses
public record NodeConfigSpec(
        @Size(max = 2048) @JsonPropertyDescription("The virtual routers, one for each VirtualIP and address family.")
        List<VirtualRouter> virtualRouters,

        @Size(max = 1024)
        @JsonPropertyDescription(
                "Virtual routers that are Master together or not at all, besides those of one VirtualIP.")
        List<RouterGroup> syncGroups,

        @Size(max = 4096)
        @JsonPropertyDescription(
                "Addresses that the other nodes of the cluster send VRRP from, on the segments of this node: what they send is "
                        + "not foreign.")
        List<@Size(min = 2, max = 39) String> nodeAddresses) {

    public NodeConfigSpec {
        virtualRouters = virtualRouters == null ? List.of() : List.copyOf(virtualRouters);
        syncGroups = syncGroups == null ? List.of() : List.copyOf(syncGroups);
        nodeAddresses = nodeAddresses == null ? List.of() : List.copyOf(nodeAddresses);
    }

    /** What a node runs that is alone. */
    public NodeConfigSpec(List<VirtualRouter> virtualRouters, List<RouterGroup> syncGroups) {
        this(virtualRouters, syncGroups, List.of());
    }

    /** Virtual routers that are Master together or not at all. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RouterGroup(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the SyncGroup.")
            String name,

            @Required @Size(min = 2, max = 128) @JsonPropertyDescription("Names of the virtual routers.")
            List<@Size(min = 1, max = 260) String> virtualRouters) {
        public RouterGroup {
            virtualRouters = virtualRouters == null ? List.of() : List.copyOf(virtualRouters);
        }
    }
}
