package dev.vrrp.operator.plan;

import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one run of the planner knows of a SyncGroup so far. */
final class SyncGroupDraft {
    final DeclaredSyncGroup declared;
    /** The VirtualIPs that it holds together now; none if it is not in force. */
    final Set<String> membersInForce;
    /** The members that exist, in the order of the spec. */
    final List<VirtualIPDraft> members;

    @Nullable
    Refused refusal;

    SyncGroupDraft(GroupProspect prospect, Map<String, VirtualIPDraft> virtualIPs) {
        this.declared = prospect.declared();
        this.membersInForce = prospect.membersInForce();
        this.members = new LinkedHashSet<>(declared.spec().virtualIPs())
                .stream().map(virtualIPs::get).filter(Objects::nonNull).toList();
    }

    String name() {
        return declared.name();
    }
}
