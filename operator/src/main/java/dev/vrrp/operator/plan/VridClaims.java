package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gives VRIDs. On a segment each belongs, per family, to one VirtualIP: to the one that runs with it, else to the oldest that
 * names it in its spec, else to the oldest that had it before; who has none gets the lowest that is free, also of routers
 * outside the cluster and not reserved. A VirtualIP has one VRID for all its families.
 */
final class VridClaims {
    private static final int HIGHEST_VRID = 255;
    private static final NavigableSet<String> NOBODY = Collections.emptyNavigableSet();

    /** Where a VRID may be used once. */
    private record Place(AddressFamily family, Segment segment) {}

    private record Use(AddressFamily family, int vrid) {}

    /** Who has each VRID, by place: an index, since a cluster may have thousands of both. */
    private final Map<Place, Map<Integer, NavigableSet<String>>> claims = new HashMap<>();

    private final ForeignRouters foreign;
    private final Set<Integer> reserved;

    private VridClaims(ForeignRouters foreign, Set<Integer> reserved) {
        this.foreign = foreign;
        this.reserved = reserved;
    }

    /** Sets the VRID of every VirtualIP that gets one, and refuses those that can't have theirs. Oldest first. */
    static void settle(Collection<VirtualIPDraft> drafts, ForeignRouters foreign, Set<Integer> reserved) {
        VridClaims claims = new VridClaims(foreign, reserved);
        drafts.forEach(claims::holdInForce);
        List<VirtualIPDraft> asking =
                drafts.stream().filter(draft -> draft.refusal == null).toList();
        asking.forEach(claims::keepInForce);
        asking.forEach(claims::giveWritten);
        asking.forEach(claims::givePinned);
        asking.forEach(claims::giveLowestFree);
        // Last, so that the one that is named as free still is when the user reads it.
        asking.forEach(claims::refuse);
    }

    private void holdInForce(VirtualIPDraft draft) {
        draft.inForce.values().stream()
                .flatMap(List::stream)
                .map(router -> new Use(router.family(), router.vrid()))
                .distinct()
                .forEach(use -> add(draft.name(), use.family(), use.vrid(), draft.segmentsInForce));
    }

    /** Who runs with a VRID keeps it, unless it now also asks for a segment where it belongs to another. */
    private void keepInForce(VirtualIPDraft draft) {
        Integer present = draft.vridInForce();
        Integer written = draft.declared.spec().vrid();
        Set<Segment> added = new HashSet<>(draft.segments);
        added.removeAll(draft.segmentsInForce);
        if (present != null
                && (written == null || written.equals(present))
                && owner(draft, present, added).isEmpty()) {
            give(draft, present);
        }
    }

    private void giveWritten(VirtualIPDraft draft) {
        Integer written = draft.declared.spec().vrid();
        if (draft.vrid == null && written != null && owner(draft, written).isEmpty()) {
            give(draft, written);
        }
    }

    private void givePinned(VirtualIPDraft draft) {
        Integer pinned = draft.declared.pinnedVrid();
        if (isWithout(draft) && pinned != null && isFree(draft, pinned)) {
            give(draft, pinned);
        }
    }

    private void giveLowestFree(VirtualIPDraft draft) {
        if (isWithout(draft) && !draft.candidates.nodes().isEmpty()) {
            lowestFree(draft).ifPresent(vrid -> give(draft, vrid));
        }
    }

    private void refuse(VirtualIPDraft draft) {
        Integer written = draft.declared.spec().vrid();
        if (draft.vrid != null) {
            return;
        }
        if (written != null) {
            draft.refuse(conflict(draft, written));
        } else if (!draft.candidates.nodes().isEmpty()) {
            draft.refuse(exhausted(draft));
        }
    }

    private Refused conflict(VirtualIPDraft draft, int written) {
        OptionalInt free = lowestFree(draft);
        return new Refused(
                Reason.VRIDConflict,
                "spec.vrid: " + written + " belongs to VirtualIP \""
                        + owner(draft, written).orElseThrow()
                        + "\" on the same network segment (" + Segment.names(draft.segments) + "): "
                        + (free.isPresent()
                                ? "set it to one that is free, such as " + free.getAsInt() + ", or leave it out"
                                : "no other is free there, so delete one of the two, or put the addresses of both in one"));
    }

    private Refused exhausted(VirtualIPDraft draft) {
        long ours = IntStream.rangeClosed(1, HIGHEST_VRID)
                .filter(vrid -> owner(draft, vrid).isPresent())
                .count();
        long reservedCount =
                reserved.stream().filter(vrid -> owner(draft, vrid).isEmpty()).count();
        return new Refused(
                Reason.VRIDsExhausted,
                "spec.vrid: none of the " + HIGHEST_VRID + " VRIDs is free on the network segment ("
                        + Segment.names(draft.segments) + "): VirtualIPs use " + ours
                        + ", routers outside the cluster " + (HIGHEST_VRID - ours - reservedCount)
                        + (reserved.isEmpty() ? "" : ", --reserved-vrids keeps " + reservedCount)
                        + ": put several addresses in one VirtualIP, or delete one");
    }

    private static boolean isWithout(VirtualIPDraft draft) {
        return draft.vrid == null && draft.declared.spec().vrid() == null;
    }

    private OptionalInt lowestFree(VirtualIPDraft draft) {
        BitSet taken = new BitSet(HIGHEST_VRID + 1);
        places(draft, draft.segments)
                .forEach(place -> claims.getOrDefault(place, Map.of()).forEach((vrid, owners) -> {
                    if (owners.size() > 1 || !owners.contains(draft.name())) {
                        taken.set(vrid);
                    }
                }));
        reserved.forEach(taken::set);
        return IntStream.rangeClosed(1, HIGHEST_VRID)
                .filter(vrid -> !taken.get(vrid) && !foreign.use(draft.families(), vrid, draft.segments))
                .findFirst();
    }

    private boolean isFree(VirtualIPDraft draft, int vrid) {
        return !reserved.contains(vrid)
                && owner(draft, vrid).isEmpty()
                && !foreign.use(draft.families(), vrid, draft.segments);
    }

    private Optional<String> owner(VirtualIPDraft draft, int vrid) {
        return owner(draft, vrid, draft.segments);
    }

    /** Another VirtualIP, of several the first by name, that has {@code vrid} in one of the draft's families on one of {@code segments}. */
    private Optional<String> owner(VirtualIPDraft draft, int vrid, Set<Segment> segments) {
        return places(draft, segments)
                .flatMap(place -> claims.getOrDefault(place, Map.of()).getOrDefault(vrid, NOBODY).stream())
                .filter(owner -> !owner.equals(draft.name()))
                .min(Comparator.naturalOrder());
    }

    private static Stream<Place> places(VirtualIPDraft draft, Set<Segment> segments) {
        return draft.families().stream()
                .flatMap(family -> segments.stream().map(segment -> new Place(family, segment)));
    }

    private void give(VirtualIPDraft draft, int vrid) {
        draft.vrid = vrid;
        draft.families().forEach(family -> add(draft.name(), family, vrid, draft.segments));
    }

    private void add(String virtualIP, AddressFamily family, int vrid, Set<Segment> segments) {
        segments.forEach(segment -> claims.computeIfAbsent(new Place(family, segment), place -> new HashMap<>())
                .computeIfAbsent(vrid, absent -> new TreeSet<>())
                .add(virtualIP));
    }
}
