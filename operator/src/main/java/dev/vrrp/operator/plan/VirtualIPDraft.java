package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one run of the planner knows of a VirtualIP so far; its stages fill it in, in order. */
final class VirtualIPDraft {
    final DeclaredVirtualIP declared;
    /** Its virtual routers in force, by node. */
    final NavigableMap<String, List<VirtualRouter>> inForce;
    /** Those of the spec that are addresses. */
    final List<InterfaceAddress> addresses;

    Candidates candidates = Candidates.NONE;
    /** Segments that it runs on. */
    Set<Segment> segmentsInForce = Set.of();
    /** Segments that it runs on, or would run on. */
    Set<Segment> segments = Set.of();
    /** Priority by node, best first. */
    SequencedMap<String, Integer> priorities = new LinkedHashMap<>();

    @Nullable
    Integer vrid;
    /** The accepted SyncGroup that it belongs to. */
    @Nullable
    SyncGroupDraft group;
    /** The refused SyncGroup that keeps it as it was. */
    @Nullable
    SyncGroupDraft heldBy;

    @Nullable
    Refused refusal;

    VirtualIPDraft(DeclaredVirtualIP declared, NavigableMap<String, List<VirtualRouter>> inForce) {
        this.declared = declared;
        this.inForce = inForce;
        this.addresses = declared.spec().addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .toList();
    }

    String name() {
        return declared.name();
    }

    void refuse(Refused reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    void refuse(Optional<Refused> reason) {
        reason.ifPresent(this::refuse);
    }

    /** Whether it keeps what ran before. */
    boolean stays() {
        return refusal != null || heldBy != null;
    }

    Set<AddressFamily> families() {
        Set<AddressFamily> families = new TreeSet<>();
        addresses.forEach(address -> families.add(address.family()));
        return families;
    }

    /** The VRID that it runs with, null if it does not run. */
    @Nullable
    Integer vridInForce() {
        return inForce.isEmpty()
                ? null
                : inForce.firstEntry().getValue().getFirst().vrid();
    }

    /** Each address that it runs with. */
    Set<InterfaceAddress> addressesInForce() {
        Set<InterfaceAddress> found = new HashSet<>();
        inForce.values().stream()
                .flatMap(List::stream)
                .flatMap(router -> router.addresses().stream())
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .forEach(found::add);
        return found;
    }
}
