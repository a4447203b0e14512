package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node watches besides the interface that it runs on. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Track(
        @Size(max = 16)
        @JsonPropertyDescription(
                "Network interfaces that must be up and have carrier. A loss counts at once. A return counts at once the first "
                        + "time; for one that goes on coming and going, only when it has stayed up for 1s, then 2s, 4s and so on "
                        + "up to 30s. The same holds for the interface that carries the addresses.")
        List<TrackedInterface> interfaces) {

    public static final Track NOTHING = new Track(List.of());

    public Track {
        interfaces = interfaces == null ? List.of() : List.copyOf(interfaces);
    }

    /** An interface whose carrier counts. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "!has(self.weight) || self.weight != 0",
            message = "weight 0 does nothing: leave weight out for Fault while the interface is down, or give a number",
            fieldPath = ".weight")
    public record TrackedInterface(
            @Required @Size(min = 1, max = 15) @JsonPropertyDescription("Name of the interface on the node.")
            String name,

            @Nullable
            @Min(-253)
            @Max(253)
            @JsonPropertyDescription(
                    "Added to the priority: a negative one, -253 to -1, while the interface is down; a positive one, 1 to 253, while "
                            + "it is up; the sum stays within 1 and 254. In a SyncGroup it counts for every member. Default: none; the node "
                            + "is in Fault while the interface is down.")
            Integer weight) {}
}
