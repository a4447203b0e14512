package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a VirtualIP that no SyncGroup has a part in, and what that followed from: the same from the same.
 *
 * @param vrid null if it got none
 * @param refusal null if it was accepted
 * @param routers its virtual routers by node
 */
record Settled(
        Prospect prospect,
        ForeignRouters foreign,
        @Nullable Integer vrid,
        @Nullable Refused refusal,
        NavigableMap<String, List<VirtualRouter>> routers,
        VirtualIPOutcome outcome) {

    /** Whether {@code draft} becomes the same, now that others have been asked. */
    boolean isOf(VirtualIPDraft draft, ForeignRouters heard) {
        return foreign == heard
                && draft.group == null
                && draft.heldBy == null
                && Objects.equals(vrid, draft.vrid)
                && Objects.equals(refusal, draft.refusal)
                && prospect.equals(draft.prospect);
    }
}
