package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One virtual router (a VRID and a family on an interface) as one node runs it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VirtualRouter(
        @Required
        @Size(min = 1, max = 260)
        @JsonPropertyDescription("Name, unique on the node: the VirtualIP's and the family, such as ingress-ipv4.")
        String name,

        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The VirtualIP that it serves.")
        String virtualIP,

        @Default("IPv4") @JsonPropertyDescription("Address family.")
        AddressFamily family,

        @Required @Min(1) @Max(255) @JsonPropertyDescription("Virtual router identifier.")
        Integer vrid,

        @Default("3") @Min(2) @Max(3) @JsonPropertyDescription("VRRP version.")
        Integer version,

        @Required
        @JsonProperty("interface")
        @Size(min = 1, max = 15)
        @JsonPropertyDescription("Network interface that it runs on.")
        String interfaceName,

        @Required @Min(1) @Max(254) @JsonPropertyDescription("Priority before tracked weights.")
        Integer priority,

        @Default("1s")
        @Size(min = 2, max = 16)
        @Pattern(DurationText.PATTERN)
        @JsonPropertyDescription("Time between two advertisements.")
        String advertisementInterval,

        @Default("true") @JsonPropertyDescription("Whether it takes over from a living Master with a lower priority.")
        Boolean preempt,

        @Default("0s")
        @Size(min = 2, max = 16)
        @Pattern(DurationText.PATTERN)
        @JsonPropertyDescription("How long it waits before it preempts.")
        String preemptDelay,

        @Required @Size(min = 1, max = 255) @JsonPropertyDescription("Addresses with prefix length.")
        List<@Size(min = 2, max = 43) String> addresses,

        @Default("Multicast") @JsonPropertyDescription("How advertisements travel.")
        Transport transport,

        @Default("[]") @Size(max = 64) @JsonPropertyDescription("Source addresses of the other routers that take part.")
        List<@Size(min = 2, max = 39) String> peers,

        @Default("PseudoHeader") @JsonPropertyDescription("Checksum of version 3 over IPv4.")
        Checksum checksum,

        @Nullable @JsonPropertyDescription("Authentication of version 2.")
        Authentication authentication,

        @Default("false")
        @JsonPropertyDescription("Whether the addresses live on a macvlan with the virtual router MAC address.")
        Boolean virtualMAC,

        @Nullable @JsonPropertyDescription("What else must be up.")
        Track track) {

    public VirtualRouter {
        family = Objects.requireNonNullElse(family, AddressFamily.IPv4);
        version = Objects.requireNonNullElse(version, 3);
        advertisementInterval = Objects.requireNonNullElse(advertisementInterval, "1s");
        preempt = Objects.requireNonNullElse(preempt, true);
        preemptDelay = Objects.requireNonNullElse(preemptDelay, "0s");
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
        transport = Objects.requireNonNullElse(transport, Transport.Multicast);
        peers = peers == null ? List.of() : List.copyOf(peers);
        checksum = Objects.requireNonNullElse(checksum, Checksum.PseudoHeader);
        virtualMAC = Objects.requireNonNullElse(virtualMAC, false);
    }
}
