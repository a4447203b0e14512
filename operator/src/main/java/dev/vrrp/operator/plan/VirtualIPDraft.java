package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.api.v1alpha1.Authentication;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one run of the planner knows of a VirtualIP so far; its stages fill it in, in order. */
final class VirtualIPDraft {
    final Prospect prospect;
    final DeclaredVirtualIP declared;
    /** Its virtual routers in force, by node. */
    final NavigableMap<String, List<VirtualRouter>> inForce;
    /** Those of the spec that are addresses. */
    final List<InterfaceAddress> addresses;

    Candidates candidates = Candidates.NONE;
    /** Segments that it runs on. */
    final Set<Segment> segmentsInForce;
    /** Segments that it runs on, or would run on. */
    Set<Segment> segments;
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

    VirtualIPDraft(Prospect prospect) {
        this.prospect = prospect;
        this.declared = prospect.declared();
        this.inForce = prospect.inForce();
        this.addresses = prospect.addresses();
        this.segmentsInForce = prospect.segmentsInForce();
        this.segments = segmentsInForce;
        this.refusal = prospect.refusal();
    }

    /** Asks for places on its segments, if it is not refused by now. */
    void findCandidates() {
        if (refusal == null) {
            candidates = prospect.candidates();
            segments = prospect.segments();
            refusal = prospect.oversize();
        }
    }

    String name() {
        return declared.name();
    }

    void refuse(Refused reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    /** Whether it keeps what ran before. */
    boolean stays() {
        return refusal != null || heldBy != null;
    }

    Set<AddressFamily> families() {
        return prospect.families();
    }

    /** The VRID that it runs with, null if it does not run. */
    @Nullable
    Integer vridInForce() {
        return inForce.isEmpty()
                ? null
                : inForce.firstEntry().getValue().getFirst().vrid();
    }

    /** Each address that it runs with. */
    Set<InetAddress> addressesInForce() {
        return prospect.addressesInForce();
    }

    @Nullable
    Authentication authentication() {
        return prospect.authentication();
    }
}
