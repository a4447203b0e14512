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
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the user asks for. Bounds and rules are the schema's; see the descriptions. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "self.addresses.all(a, isIP(a) || isCIDR(a))",
        message = "each address must be an IP address with or without a prefix length, such as 192.168.1.111/24 or "
                + "2001:db8::111",
        fieldPath = ".addresses")
@ValidationRule(
        value = "self.addresses.all(a, self.addresses.exists_one(b, "
                + "(isCIDR(a) ? cidr(a).ip() : ip(a)) == (isCIDR(b) ? cidr(b).ip() : ip(b))))",
        message = "an address is listed twice: list each address once, whatever its prefix length",
        fieldPath = ".addresses")
@ValidationRule(
        value = "self.version == 3 || self.addresses.all(a, !a.contains(':'))",
        message = "version 2 is IPv4 only: use version 3 for IPv6 addresses",
        fieldPath = ".addresses")
@ValidationRule(
        value = "self.version == 2 || (duration(self.advertisementInterval) >= duration('10ms') && "
                + "duration(self.advertisementInterval) <= duration('40950ms') && "
                + "duration(self.advertisementInterval).getMilliseconds() % 10 == 0)",
        message = "with version 3, advertisementInterval must be 10ms to 40.95s in steps of 10ms",
        fieldPath = ".advertisementInterval")
@ValidationRule(
        value = "self.version == 3 || (duration(self.advertisementInterval) >= duration('1s') && "
                + "duration(self.advertisementInterval) <= duration('255s') && "
                + "duration(self.advertisementInterval).getMilliseconds() % 1000 == 0)",
        message = "with version 2, advertisementInterval must be whole seconds, 1s to 255s: use version 3 for others",
        fieldPath = ".advertisementInterval")
@ValidationRule(
        value = "duration(self.preemptDelay) <= duration('1000s')",
        message = "preemptDelay must be 0s to 1000s",
        fieldPath = ".preemptDelay")
@ValidationRule(
        value = "!has(self.authentication) || self.version == 2",
        message = "authentication SimplePassword exists in version 2 only: remove authentication or set version to 2",
        fieldPath = ".authentication")
@ValidationRule(
        value = "self.peers.all(p, isIP(p))",
        message = "each peer must be an IP address, such as 192.168.1.10",
        fieldPath = ".peers")
public record VirtualIPSpec(
        @Required
        @Size(min = 1, max = 255)
        @JsonPropertyDescription(
                "Addresses that the Master holds, IPv4 or IPv6, such as 192.168.1.111/24. Without a prefix length: /32 or "
                        + "/128. Addresses of both families make two virtual routers that move as one.")
        List<@Size(min = 2, max = 43) String> addresses,

        @Nullable
        @JsonProperty("interface")
        @Size(min = 1, max = 15)
        @Pattern("^[^/\\s:]+$")
        @JsonPropertyDescription(
                "Network interface to run on, the same name on every node. Default: on each node, the interface whose "
                        + "connected subnet holds the first address.")
        String interfaceName,

        @Nullable
        @Min(1)
        @Max(255)
        @JsonPropertyDescription(
                "Virtual router identifier (VRID), 1 to 255, unique on the network segment. Default: allocated, see "
                        + "status.vrid.")
        Integer vrid,

        @Default("3")
        @Min(2)
        @Max(3)
        @JsonPropertyDescription("VRRP version: 3 (RFC 9568), or 2 (RFC 3768), which is IPv4 only.")
        Integer version,

        @Default("1s")
        @Size(min = 2, max = 16)
        @Pattern(DurationText.PATTERN)
        @JsonPropertyDescription(
                "Time between two advertisements of the Master, such as 1s or 100ms. Version 3: 10ms to 40.95s in steps of "
                        + "10ms. Version 2: whole seconds, 1s to 255s. A silent Master is replaced after about three "
                        + "intervals.")
        String advertisementInterval,

        @Default("true")
        @JsonPropertyDescription(
                "Whether a node with a higher priority takes over from a living Master. false is keepalived's nopreempt.")
        Boolean preempt,

        @Default("0s")
        @Size(min = 2, max = 16)
        @Pattern(DurationText.PATTERN)
        @JsonPropertyDescription("How long a node with a higher priority waits before it preempts, 0s to 1000s.")
        String preemptDelay,

        @Default("Multicast")
        @JsonPropertyDescription(
                "How advertisements travel: Multicast (224.0.0.18, ff02::12) or Unicast to every peer, which the operator "
                        + "keeps current.")
        Transport transport,

        @Default("[]")
        @Size(max = 25)
        @JsonPropertyDescription(
                "Source addresses of VRRP routers outside the cluster that take part, such as keepalived or a hardware "
                        + "router.")
        List<@Size(min = 2, max = 39) String> peers,

        @Default("PseudoHeader")
        @JsonPropertyDescription(
                "Checksum of version 3 over IPv4: PseudoHeader (RFC 5798, keepalived, FRR) or RFC9568, which leaves the "
                        + "pseudo-header out. Both are accepted on reception.")
        Checksum checksum,

        @Nullable @JsonPropertyDescription("Which nodes may take part. Default: every node that runs an agent.")
        NodeSelector nodeSelector,

        @Default("5")
        @Min(1)
        @Max(25)
        @SpecReplicas
        @JsonPropertyDescription("How many of the candidate nodes take part, 1 to 25: the best ranked.")
        Integer replicas,

        @Default("[]")
        @Size(max = 100)
        @JsonPropertyDescription(
                "Priorities of nodes; the first entry that matches a node wins. Without an entry the operator ranks the "
                        + "node by its name, so that VirtualIPs spread over the nodes.")
        List<NodePriority> priorities,

        @Nullable @JsonPropertyDescription("Authentication of advertisements, version 2 only.")
        Authentication authentication,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the addresses live on a macvlan with the virtual router MAC address, 00:00:5e:00:01:VRID or "
                        + "00:00:5e:00:02:VRID. Not available yet: true is not accepted.")
        Boolean virtualMAC,

        @Nullable @JsonPropertyDescription("What else must be up on a node for it to be Master.")
        Track track) {

    public VirtualIPSpec {
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
        version = Objects.requireNonNullElse(version, 3);
        advertisementInterval = Objects.requireNonNullElse(advertisementInterval, "1s");
        preempt = Objects.requireNonNullElse(preempt, true);
        preemptDelay = Objects.requireNonNullElse(preemptDelay, "0s");
        transport = Objects.requireNonNullElse(transport, Transport.Multicast);
        peers = peers == null ? List.of() : List.copyOf(peers);
        checksum = Objects.requireNonNullElse(checksum, Checksum.PseudoHeader);
        replicas = Objects.requireNonNullElse(replicas, 5);
        priorities = priorities == null ? List.of() : List.copyOf(priorities);
        virtualMAC = Objects.requireNonNullElse(virtualMAC, false);
    }
}
