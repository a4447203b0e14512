package dev.vrrp.operator.plan;

import java.util.HashSet;
import java.util.Set;

/**
 * What is known of a SyncGroup before its members are asked.
 *
 * @param membersInForce the VirtualIPs that it holds together now; none if it is not in force
 */
record GroupProspect(DeclaredSyncGroup declared, Set<String> membersInForce) {
    GroupProspect {
        membersInForce = Set.copyOf(membersInForce);
    }

    String name() {
        return declared.name();
    }

    Set<Tie> ties() {
        Set<Tie> ties = new HashSet<>();
        declared.spec().virtualIPs().forEach(member -> ties.add(new Tie.Member(member)));
        membersInForce.forEach(member -> ties.add(new Tie.Member(member)));
        return ties;
    }
}
