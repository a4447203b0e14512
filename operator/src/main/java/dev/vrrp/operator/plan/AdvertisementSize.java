package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.operator.plan.Candidates.Candidate;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether the addresses of a VirtualIP fit one advertisement, which is never fragmented, on every node that may take part. */
final class AdvertisementSize {
    /** An agent that is older than this check does not tell. */
    private static final int LARGEST_PACKET_BYTES = 65_535;

    private static final int VRRP_HEADER_BYTES = 8;
    private static final int VERSION_2_AUTHENTICATION_BYTES = 8;

    private AdvertisementSize() {}

    /** @param all the addresses, of both families */
    static Optional<Refused> check(int version, List<InterfaceAddress> all, Candidates candidates) {
        return Arrays.stream(AddressFamily.values())
                .flatMap(family -> check(version, family, all, candidates).stream())
                .findFirst();
    }

    private static Optional<Refused> check(
            int version, AddressFamily family, List<InterfaceAddress> all, Candidates candidates) {
        List<InterfaceAddress> addresses =
                all.stream().filter(address -> address.family() == family).toList();
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        // of IPv6 a link-local one comes first, the agent's where none is given (RFC 9568 section 5.2.9)
        int added = family == AddressFamily.IPv6
                        && addresses.stream()
                                .noneMatch(address -> address.address().isLinkLocalAddress())
                ? 1
                : 0;
        return candidates.nodes().stream()
                .min(Comparator.comparingInt(AdvertisementSize::mtu))
                .flatMap(candidate -> {
                    int most = most(family, version, mtu(candidate)) - added;
                    return addresses.size() > most
                            ? Optional.of(refused(candidate, family, addresses.size(), Math.max(0, most)))
                            : Optional.empty();
                });
    }

    private static Refused refused(Candidate candidate, AddressFamily family, int present, int most) {
        return new Refused(
                Reason.InvalidSpec,
                "spec.addresses: " + present + " " + family + " addresses do not fit one packet: the MTU of "
                        + candidate.link().name() + " on node "
                        + candidate.node().name() + ", "
                        + mtu(candidate) + " bytes, has room for " + most
                        + ": move some to another VirtualIP, and both into a SyncGroup");
    }

    private static int mtu(Candidate candidate) {
        return Objects.requireNonNullElse(candidate.link().mtu(), LARGEST_PACKET_BYTES);
    }

    /** How many addresses the IP and VRRP headers leave room for. */
    private static int most(AddressFamily family, int version, int mtu) {
        int ipHeaderBytes =
                switch (family) {
                    case IPv4 -> 20;
                    case IPv6 -> 40;
                };
        int addressBytes =
                switch (family) {
                    case IPv4 -> 4;
                    case IPv6 -> 16;
                };
        int authenticationBytes = version == 2 ? VERSION_2_AUTHENTICATION_BYTES : 0;
        return (mtu - ipHeaderBytes - VRRP_HEADER_BYTES - authenticationBytes) / addressBytes;
    }
}
