package dev.vrrp.operator.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the status of a SyncGroup says, before it is put into words.
 *
 * @param uid of the object that this is about
 * @param generation that the plan judged
 * @param inForce whether its members are tied together, by this spec or by the one accepted before
 * @param contention among the nodes that are Master of any member
 */
public record SyncGroupFacts(
        String uid,
        long generation,
        Admission admission,
        boolean inForce,
        List<Member> members,
        Contention contention) {

    public SyncGroupFacts {
        members = List.copyOf(members);
    }

    /**
     * A VirtualIP of the group.
     *
     * @param lastMaster its {@code status.master.node}
     * @param contention among the nodes that are Master of it
     */
    public record Member(
            String virtualIP,
            List<NodeReport> reports,
            @Nullable String lastMaster,
            Contention contention) {
        public Member {
            reports = List.copyOf(reports);
        }
    }
}
