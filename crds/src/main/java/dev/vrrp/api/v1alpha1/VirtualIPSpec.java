package dev.vrrp.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
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
@JsonClassDescription("Which addresses, and how VRRP keeps them. Only addresses is needed; all else has a default.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "self.addresses.all(a, isIP(a) || isCIDR(a))",
        messageExpression =
                "'\"' + self.addresses.filter(a, !isIP(a) && !isCIDR(a))[0] + '\" is no IP address: write one such as "
                        + "192.168.1.111/24 or 2001:db8::111/64'",
        fieldPath = ".addresses")
@ValidationRule(
        value =
                "self.addresses.all(a, isIP(a) ? (ip(a).isGlobalUnicast() || ip(a).isLinkLocalUnicast()) : !isCIDR(a) || "
                        + "cidr(a).ip().isGlobalUnicast() || cidr(a).ip().isLinkLocalUnicast())",
        messageExpression =
                "self.addresses.filter(a, isIP(a) ? !(ip(a).isGlobalUnicast() || ip(a).isLinkLocalUnicast()) : "
                        + "isCIDR(a) && !(cidr(a).ip().isGlobalUnicast() || cidr(a).ip().isLinkLocalUnicast()))[0] + ' is unspecified, "
                        + "loopback, multicast or broadcast: list addresses that a host can hold'",
        fieldPath = ".addresses")
@ValidationRule(
        value =
                "self.addresses.all(a, !isCIDR(a) || cidr(a).prefixLength() >= (cidr(a).ip().family() == 4 ? 31 : 127) || "
                        + "!(cidr(a).masked() == cidr(a)))",
        messageExpression =
                "self.addresses.filter(a, isCIDR(a) && cidr(a).masked() == cidr(a))[0] + ' is a network: write one "
                        + "address of it with the prefix length, such as 192.168.1.111/24'",
        fieldPath = ".addresses")
@ValidationRule(
        value = "!self.addresses.all(a, isIP(a) || isCIDR(a)) || self.addresses.all(a, self.addresses.exists_one(b, "
                + "(isCIDR(a) ? cidr(a).ip() : ip(a)) == (isCIDR(b) ? cidr(b).ip() : ip(b))))",
        messageExpression =
                "self.addresses.filter(a, !self.addresses.exists_one(b, (isCIDR(a) ? cidr(a).ip() : ip(a)) == "
                        + "(isCIDR(b) ? cidr(b).ip() : ip(b))))[0] + ' is listed twice: list each address once, whatever its prefix "
                        + "length'",
        fieldPath = ".addresses")
@ValidationRule(
        value = "self.version == 3 || self.addresses.all(a, !a.contains(':'))",
        messageExpression =
                "'version 2 is IPv4 only: use version 3 for ' + self.addresses.filter(a, a.contains(':'))[0]",
        fieldPath = ".addresses")
@ValidationRule(
        value = "self.advertisementInterval.matches(r'" + DurationText.PATTERN + "')",
        messageExpression =
                "'\"' + self.advertisementInterval + '\" is no duration: write a number and ms, s or m, such as "
                        + "100ms, 1s or 1.5s'",
        fieldPath = ".advertisementInterval")
@ValidationRule(
        value = "self.version == 2 || !self.advertisementInterval.matches(r'" + DurationText.PATTERN + "') || "
                + "(duration(self.advertisementInterval) >= duration('10ms') && "
                + "duration(self.advertisementInterval) <= duration('40950ms') && "
                + "duration(self.advertisementInterval).getMilliseconds() % 10 == 0)",
        messageExpression = "'with version 3, advertisementInterval must be 10ms to 40.95s in steps of 10ms, not ' + "
                + "self.advertisementInterval",
        fieldPath = ".advertisementInterval")
@ValidationRule(
        value = "self.version == 3 || !self.advertisementInterval.matches(r'" + DurationText.PATTERN + "') || "
                + "(duration(self.advertisementInterval) >= duration('1s') && "
                + "duration(self.advertisementInterval) <= duration('255s') && "
                + "duration(self.advertisementInterval).getMilliseconds() % 1000 == 0)",
        messageExpression = "'with version 2, advertisementInterval must be whole seconds, 1s to 255s, not ' + "
                + "self.advertisementInterval + ': use version 3 for others'",
        fieldPath = ".advertisementInterval")
@ValidationRule(
        value = "self.preemptDelay.matches(r'" + DurationText.PATTERN + "') && "
                + "duration(self.preemptDelay) <= duration('1000s')",
        messageExpression = "'preemptDelay must be 0s to 1000s, not \"' + self.preemptDelay + '\"'",
        fieldPath = ".preemptDelay")
@ValidationRule(
        value = "!has(self.authentication) || self.version == 2",
        message = "authentication SimplePassword exists in version 2 only: remove authentication or set version to 2",
        fieldPath = ".authentication")
@ValidationRule(
        value = "self.peers.all(p, isIP(p) && (ip(p).isGlobalUnicast() || ip(p).isLinkLocalUnicast()))",
        messageExpression = "'\"' + self.peers.filter(p, !isIP(p) || !(ip(p).isGlobalUnicast() || "
                + "ip(p).isLinkLocalUnicast()))[0] + '\" is no address of a router: write one without a prefix length, such as "
                + "192.168.1.10'",
        fieldPath = ".peers")
@ValidationRule(
        value = "self.checksum == 'PseudoHeader' || self.version == 3",
        message = "checksum RFC9568 exists in version 3 only: remove checksum or set version to 3",
        fieldPath = ".checksum")
@ValidationRule(
        value = "!self.virtualMAC || self.transport == 'Multicast'",
        message = "virtualMAC needs transport Multicast: remove virtualMAC or set transport to Multicast",
        fieldPath = ".virtualMAC")
public record VirtualIPSpec(
        @Required
        @Size(min = 1, max = 128)
        @JsonPropertyDescription(
                "Addresses that the Master holds, such as 192.168.1.111/24 or 2001:db8::111/64. Without a prefix length: /32 or "
                        + "/128. Addresses of both families make two virtual routers that move as one. IPv6 advertises a link-local "
                        + "address first: the first one listed, or fe80::200:5eff:fe00:2xx, where xx is the VRID in "
                        + "hexadecimal; a keepalived that takes part must list it too. 1 to 128.")
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
        @JsonPropertyDescription(
                "VRRP version: 3 (RFC 9568), or 2 (RFC 3768), which is IPv4 only. All routers of a VRID need the same one. Default: 3.")
        Integer version,

        @Default("1s")
        @Size(min = 2, max = 16)
        @JsonPropertyDescription(
                "Time between two advertisements of the Master, such as 1s or 100ms. Version 3: 10ms to 40.95s in steps of "
                        + "10ms. Version 2: whole seconds, 1s to 255s. A silent Master is replaced after three to four "
                        + "intervals. Default: 1s.")
        String advertisementInterval,

        @Default("true")
        @JsonPropertyDescription(
                "Whether a node with a higher priority takes over from a living Master. false is keepalived's nopreempt. Default: true.")
        Boolean preempt,

        @Default("0s")
        @Size(min = 2, max = 16)
        @JsonPropertyDescription(
                "How long a node with a higher priority waits before it takes over from a living Master, 0s to 1000s. Default: 0s.")
        String preemptDelay,

        @Default("Multicast")
        @JsonPropertyDescription(
                "How advertisements travel: Multicast (224.0.0.18, ff02::12), or Unicast to each of the other routers, whose "
                        + "addresses the operator fills in and keeps current, together with spec.peers. All must be on one link: "
                        + "what does not arrive with TTL 255 is not heard (keepalived over IPv6 needs unicast_ttl 255). "
                        + "Default: Multicast.")
        Transport transport,

        @Default("[]")
        @Size(max = 25)
        @JsonPropertyDescription(
                "VRRP routers outside the cluster that take part, such as keepalived or a hardware router: the addresses that "
                        + "they send from, such as 192.168.1.10. Others that speak for the VRID are reported, condition Accepted is "
                        + "False then; with Multicast they take part all the same. Default: none.")
        List<@Size(min = 2, max = 39) String> peers,

        @Default("PseudoHeader")
        @JsonPropertyDescription(
                "Checksum that version 3 sends over IPv4: PseudoHeader (RFC 5798, keepalived, FRR) or RFC9568, which leaves the "
                        + "pseudo-header out. Either is accepted from others. Default: PseudoHeader.")
        Checksum checksum,

        @Nullable @JsonPropertyDescription("Which nodes may take part. Default: every node that runs an agent.")
        NodeSelector nodeSelector,

        @Default("5")
        @Min(1)
        @Max(25)
        @SpecReplicas
        @JsonPropertyDescription(
                "How many of the candidate nodes take part, 1 to 25: the ones with the highest priority; one that is gone is "
                        + "replaced. Default: 5.")
        Integer replicas,

        @Default("[]")
        @Size(max = 100)
        @JsonPropertyDescription(
                "Which nodes are preferred; the first entry that matches a node gives its priority. Default: the operator ranks "
                        + "the nodes, so that VirtualIPs spread over them.")
        List<NodePriority> priorities,

        @Nullable @JsonPropertyDescription("Authentication of the advertisements, version 2 only. Default: none.")
        Authentication authentication,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the addresses use the virtual router MAC address, 00:00:5e:00:01:VRID (IPv4) or 00:00:5e:00:02:VRID "
                        + "(IPv6), in place of the network card's, so that no client has to learn another when they move. The "
                        + "Master has them on a macvlan, vrrp4-VRID-N or vrrp6-VRID-N. Multicast only. Many clouds and some "
                        + "hypervisors drop frames from such a MAC address. Default: false.")
        Boolean virtualMAC,

        @Nullable
        @JsonPropertyDescription(
                "What must work on a node, besides the interface that it runs on, for it to be Master. Default: nothing.")
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
