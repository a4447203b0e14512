package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.Checksum;
import dev.vrrp.api.v1alpha1.DurationText;
import dev.vrrp.api.v1alpha1.NodePriority;
import dev.vrrp.api.v1alpha1.Transport;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rules of the schema, once more: an object may be older than its schema, or than a rule of it. */
final class SpecValidation {
    private static final Duration LONGEST_PREEMPT_DELAY = Duration.ofSeconds(1000);

    private SpecValidation() {}

    /** The first thing that is wrong with {@code spec}. */
    static Optional<Refused> check(VirtualIPSpec spec) {
        return Stream.<Supplier<Optional<String>>>of(
                        () -> addresses(spec),
                        () -> numbers(spec),
                        () -> version(spec),
                        () -> advertisementInterval(spec),
                        () -> preemptDelay(spec),
                        () -> peers(spec),
                        () -> virtualMac(spec),
                        () -> priorities(spec))
                .flatMap(check -> check.get().stream())
                .findFirst()
                .map(message -> new Refused(Reason.InvalidSpec, message));
    }

    private static Optional<String> addresses(VirtualIPSpec spec) {
        if (spec.addresses().isEmpty()) {
            return Optional.of("spec.addresses is empty: list one or more addresses, such as 192.168.1.111/24");
        }
        Set<InetAddress> seen = new HashSet<>();
        for (String text : spec.addresses()) {
            Optional<InterfaceAddress> address = InterfaceAddress.parse(text);
            if (address.isEmpty()) {
                return Optional.of("spec.addresses: \"" + text
                        + "\" is no IP address: write one such as 192.168.1.111/24 or 2001:db8::111/64");
            }
            if (!address.get().isHostAddress()) {
                return Optional.of("spec.addresses: " + text
                        + " is unspecified, loopback, multicast or broadcast: list addresses that a host can hold");
            }
            if (address.get().isNetwork()) {
                return Optional.of("spec.addresses: " + text
                        + " is a network: write one address of it with the prefix length, such as 192.168.1.111/24");
            }
            if (!seen.add(address.get().address())) {
                return Optional.of("spec.addresses: " + text
                        + " is listed twice: list each address once, whatever its prefix length");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> numbers(VirtualIPSpec spec) {
        Integer vrid = spec.vrid();
        if (vrid != null && (vrid < 1 || vrid > 255)) {
            return Optional.of("spec.vrid: " + vrid + " is no VRID: write 1 to 255, or leave it out");
        }
        if (spec.replicas() < 1 || spec.replicas() > 25) {
            return Optional.of("spec.replicas: " + spec.replicas() + " is out of range: write 1 to 25");
        }
        return Optional.empty();
    }

    private static Optional<String> virtualMac(VirtualIPSpec spec) {
        return spec.virtualMAC() && spec.transport() == Transport.Unicast
                ? Optional.of(
                        "spec.virtualMAC: it needs transport Multicast: remove it or set spec.transport to Multicast")
                : Optional.empty();
    }

    private static Optional<String> version(VirtualIPSpec spec) {
        return switch (spec.version()) {
            case 2 -> {
                Optional<String> ipv6 = spec.addresses().stream()
                        .filter(text -> InterfaceAddress.parse(text)
                                .filter(address -> address.family() == AddressFamily.IPv6)
                                .isPresent())
                        .findFirst();
                if (ipv6.isPresent()) {
                    yield ipv6.map(text -> "spec.addresses: version 2 is IPv4 only: set spec.version to 3 for " + text);
                }
                yield spec.checksum() == Checksum.RFC9568
                        ? Optional.of(
                                "spec.checksum: RFC9568 exists in version 3 only: remove it or set spec.version to 3")
                        : Optional.empty();
            }
            case 3 ->
                spec.authentication() == null
                        ? Optional.empty()
                        : Optional.of(
                                "spec.authentication: " + spec.authentication().type()
                                        + " exists in version 2 only: remove it or set spec.version to 2");
            default -> Optional.of("spec.version: " + spec.version() + " does not exist: write 2 or 3");
        };
    }

    private static Optional<String> advertisementInterval(VirtualIPSpec spec) {
        String text = spec.advertisementInterval();
        Optional<Duration> interval = duration(text);
        if (interval.isEmpty()) {
            return Optional.of("spec.advertisementInterval: \"" + text
                    + "\" is no duration: write a number and ms, s or m, such as 100ms, 1s or 1.5s");
        }
        long millis = interval.get().toMillis();
        if (spec.version() == 2) {
            return millis >= 1_000 && millis <= 255_000 && millis % 1_000 == 0
                    ? Optional.empty()
                    : Optional.of(
                            "spec.advertisementInterval: with version 2 it must be whole seconds, 1s to 255s, not "
                                    + text + ": set spec.version to 3 for others");
        }
        return millis >= 10 && millis <= 40_950 && millis % 10 == 0
                ? Optional.empty()
                : Optional.of(
                        "spec.advertisementInterval: with version 3 it must be 10ms to 40.95s in steps of 10ms, not "
                                + text);
    }

    private static Optional<String> preemptDelay(VirtualIPSpec spec) {
        boolean valid = duration(spec.preemptDelay())
                .filter(delay -> delay.compareTo(LONGEST_PREEMPT_DELAY) <= 0)
                .isPresent();
        return valid
                ? Optional.empty()
                : Optional.of("spec.preemptDelay: it must be 0s to 1000s, not \"" + spec.preemptDelay() + "\"");
    }

    private static Optional<String> peers(VirtualIPSpec spec) {
        return spec.peers().stream()
                .filter(peer -> InterfaceAddress.parseAddress(peer).isEmpty())
                .findFirst()
                .map(peer -> "spec.peers: \"" + peer
                        + "\" is no address of a router: write one without a prefix length, such as 192.168.1.10");
    }

    private static Optional<String> priorities(VirtualIPSpec spec) {
        for (NodePriority entry : spec.priorities()) {
            if (entry.priority() < 1 || entry.priority() > 254) {
                return Optional.of("spec.priorities: " + entry.priority() + " is out of range: write 1 to 254");
            }
            if ((entry.node() == null) == (entry.nodeSelector() == null)) {
                return Optional.of("spec.priorities: the entry with priority " + entry.priority()
                        + " must name either node or nodeSelector, not both and not none");
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        try {
            return Optional.of(DurationText.parse(text));
        } catch (IllegalArgumentException noDuration) {
            return Optional.empty();
        }
    }
}
