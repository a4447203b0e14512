package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the agent of a node found and runs; that agent alone writes it. */
@JsonClassDescription("What the agent of the node found and runs; that agent writes it.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeConfigStatus(
        @Nullable @JsonPropertyDescription("Generation of the spec that the agent runs.")
        Long observedGeneration,

        @Nullable @JsonPropertyDescription("The agent.") Agent agent,

        @Size(max = 256) @JsonPropertyDescription("Network interfaces of the node that can carry a virtual router.")
        List<NodeInterface> interfaces,

        @Size(max = 64)
        @JsonPropertyDescription(
                "VRRP routers on the segments of the node that are neither nodes of the cluster nor peers, or that do not fit "
                        + "the virtual router that they speak for. Those that conflict with a virtual router of ours come first.")
        List<ForeignRouter> foreignRouters,

        @Size(max = 64)
        @JsonPropertyDescription(
                "Addresses of virtual routers that this node should hold, and does not, or does not hold alone.")
        List<AddressProblem> addressProblems,

        @Size(max = 16)
        @JsonPropertyDescription(
                "Ready: the agent runs observedGeneration. The others are about the node, and False with a remedy: Capable (the "
                        + "agent has its capabilities), InterfacesFit (each virtual router is where its subnet is), SettingsFit "
                        + "(of the kernel, for ARP, routes back and multicast), ProtocolPasses (the node's firewall lets VRRP "
                        + "pass), AddressesExclusive (no virtual address is on another interface too), ClockSteady.")
        List<Condition> conditions) {

    public NodeConfigStatus {
        interfaces = interfaces == null ? List.of() : List.copyOf(interfaces);
        foreignRouters = foreignRouters == null ? List.of() : List.copyOf(foreignRouters);
        addressProblems = addressProblems == null ? List.of() : List.copyOf(addressProblems);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The agent of a node. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Agent(
            @Required @Size(max = 64) @JsonPropertyDescription("Version of the agent.")
            String version,

            @Required @Size(max = 64) @JsonPropertyDescription("When it started, RFC 3339.")
            String startTime) {}

    /** A network interface of a node. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record NodeInterface(
            @Required @Size(max = 15) @JsonPropertyDescription("Name.")
            String name,

            @Required @JsonPropertyDescription("Index in the kernel.")
            Integer index,

            @Required @JsonPropertyDescription("Whether it is up and has carrier.")
            Boolean up,

            @Nullable @Size(max = 17) @JsonPropertyDescription("MAC address.")
            String mac,

            @Nullable @JsonPropertyDescription("MTU in bytes; how many addresses a VirtualIP may have follows from it.")
            Integer mtu,

            @Size(max = 64) @JsonPropertyDescription("Addresses with prefix length, virtual IPs left out.")
            List<@Size(max = 43) String> addresses) {
        public NodeInterface {
            addresses = addresses == null ? List.of() : List.copyOf(addresses);
        }
    }

    /** A VRRP router that is not ours. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ForeignRouter(
            @Required @JsonProperty("interface") @Size(max = 15) @JsonPropertyDescription("Interface that heard it.")
            String interfaceName,

            @Required @JsonPropertyDescription("Address family.")
            AddressFamily family,

            @Required @JsonPropertyDescription("VRID that it uses.")
            Integer vrid,

            @Required @Size(max = 39) @JsonPropertyDescription("Source address.")
            String source,

            @Nullable @JsonPropertyDescription("Priority that it advertises.")
            Integer priority,

            @Required
            @Size(max = 64)
            @JsonPropertyDescription(
                    "When it was last heard, RFC 3339; brought up to date once a minute. One that falls silent is removed "
                            + "after 30 s, or four of its intervals if that is longer.")
            String lastSeen,

            @Nullable
            @Size(max = 64)
            @JsonPropertyDescription(
                    "Why it is listed: UnknownVRID (this node does not run that virtual router), UnknownSource (it is no "
                            + "peer), or what does not fit, such as Version, Password, IntervalMismatch or AddressList.")
            String reason,

            @Nullable
            @Size(max = 512)
            @JsonPropertyDescription("The reason in words, with what it sends and what this node expects.")
            String message,

            @Nullable
            @JsonPropertyDescription(
                    "True while this node is Master of the same virtual router and goes on hearing it.")
            Boolean splitBrain) {}

    /** An address that somebody else has, takes away, or does not let the node have. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AddressProblem(
            @Required @Size(max = 253) @JsonPropertyDescription("Name of the virtual router in the spec.")
            String virtualRouter,

            @Required @Size(max = 43) @JsonPropertyDescription("Address with prefix length.")
            String address,

            @Required
            @Size(max = 64)
            @JsonPropertyDescription(
                    "AnotherHost (one that is no Master of the virtual router says that it has the address), AnotherProgram "
                            + "(one on this node has set the address; it is not touched), RemovedRepeatedly (a program on this node "
                            + "goes on taking it away), or Refused (the kernel does not take it).")
            String reason,

            @Nullable @Size(max = 17) @JsonPropertyDescription("MAC address of the other host.")
            String mac,

            @Required @Size(max = 512) @JsonPropertyDescription("The reason in words, and what to do.")
            String message,

            @Required @Size(max = 64) @JsonPropertyDescription("Since when, RFC 3339.")
            String since) {}
}
