package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.Authentication;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a VirtualIP before others are asked.
 *
 * @param inForce its virtual routers in force, by node
 * @param addresses those of the spec that are addresses
 * @param families those of the addresses, in order
 * @param addressesInForce each address that it runs with
 * @param refusal what is wrong with the spec by itself, null if nothing is
 * @param oversize what is wrong with the number of addresses, null if nothing is
 * @param candidates none if the spec is wrong by itself
 * @param segmentsInForce segments that it runs on
 * @param segments segments that it runs on, or would run on
 * @param authentication with the version of the Secret, null if there is none
 */
record Prospect(
        DeclaredVirtualIP declared,
        NavigableMap<String, List<VirtualRouter>> inForce,
        List<InterfaceAddress> addresses,
        Set<AddressFamily> families,
        Set<InetAddress> addressesInForce,
        @Nullable Refused refusal,
        @Nullable Refused oversize,
        Candidates candidates,
        Set<Segment> segmentsInForce,
        Set<Segment> segments,
        @Nullable Authentication authentication) {

    static Prospect of(
            DeclaredVirtualIP declared,
            NavigableMap<String, List<VirtualRouter>> inForce,
            Links links,
            PasswordSecrets secrets) {
        VirtualIPSpec spec = declared.spec();
        List<InterfaceAddress> addresses = spec.addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .toList();
        Set<Segment> segmentsInForce = new HashSet<>();
        inForce.forEach((node, routers) ->
                routers.forEach(router -> segmentsInForce.addAll(links.segments(node, router.interfaceName()))));
        Refused refusal = SpecValidation.check(spec)
                .or(() -> secrets.check(spec.authentication()))
                .orElse(null);
        Set<Segment> segments = new HashSet<>(segmentsInForce);
        Candidates candidates = Candidates.NONE;
        Refused oversize = null;
        if (refusal == null) {
            candidates = Candidates.of(spec, addresses, links, inForce);
            oversize = AdvertisementSize.check(spec.version(), addresses, candidates)
                    .orElse(null);
            candidates
                    .nodes()
                    .forEach(candidate -> segments.addAll(links.segments(
                            candidate.node().name(), candidate.link().name())));
            segments.addAll(Segment.of(addresses.getFirst()));
        }
        return new Prospect(
                declared,
                inForce,
                addresses,
                addresses.stream().map(InterfaceAddress::family).collect(Collectors.toCollection(TreeSet::new)),
                addressesInForce(inForce),
                refusal,
                oversize,
                candidates,
                Set.copyOf(segmentsInForce),
                Set.copyOf(segments),
                secrets.withRevision(spec.authentication()));
    }

    String name() {
        return declared.name();
    }

    /** Whether it has its password from one of some Secrets. */
    boolean needsOneOf(Set<String> secrets) {
        Authentication wanted = declared.spec().authentication();
        return wanted != null && secrets.contains(wanted.secretRef().name());
    }

    Set<Tie> ties() {
        Set<Tie> ties = new HashSet<>(segments);
        ties.add(new Tie.Member(name()));
        addresses.forEach(address -> ties.add(new Tie.Address(address.address())));
        addressesInForce.forEach(address -> ties.add(new Tie.Address(address)));
        return ties;
    }

    private static Set<InetAddress> addressesInForce(NavigableMap<String, List<VirtualRouter>> inForce) {
        return inForce.values().stream()
                .flatMap(List::stream)
                .flatMap(router -> router.addresses().stream())
                .distinct()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .map(InterfaceAddress::address)
                .collect(Collectors.toUnmodifiableSet());
    }
}
