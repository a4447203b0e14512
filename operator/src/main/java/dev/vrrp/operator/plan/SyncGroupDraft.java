package dev.vrrp.operator.plan;

import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one run of the planner knows of a SyncGroup so far. */
final class SyncGroupDraft {
    final DeclaredSyncGroup declared;
    /** The members that exist, in the order of the spec. */
    final List<VirtualIPDraft> members;

    @Nullable
    Refused refusal;

    SyncGroupDraft(DeclaredSyncGroup declared, List<VirtualIPDraft> members) {
        this.declared = declared;
        this.members = List.copyOf(members);
    }

    String name() {
        return declared.name();
    }
}
