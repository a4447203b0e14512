package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which VirtualIPs move together. */
@JsonClassDescription("Which VirtualIPs move together.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SyncGroupSpec(
        @Required
        @Size(min = 2, max = 64)
        @JsonPropertyDescription("Names of the VirtualIPs, 2 or more. A VirtualIP is in one group at most.")
        List<@Size(min = 1, max = 253) String> virtualIPs,

        @Nullable
        @JsonPropertyDescription(
                "What must work on a node, besides what the members ask for, for it to be Master of the group. Default: nothing.")
        Track track) {

    public SyncGroupSpec {
        virtualIPs = virtualIPs == null ? List.of() : List.copyOf(virtualIPs);
    }
}
