package dev.vrrp.operator.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the status of a VirtualIP says, before it is put into words.
 *
 * @param uid of the object that this is about
 * @param generation that the plan judged
 * @param declared the addresses of the spec
 * @param addresses the addresses in force, those of the spec if none is
 * @param vrid in force, null if none is
 * @param participants the nodes that take part, best first
 * @param heldBack why an accepted spec is not in force, null if it is
 * @param shortage why no node takes part, null if one does
 * @param reports what agents say, by node
 * @param lastMaster {@code status.master.node}, null if there was none
 * @param contention among the nodes that report Master
 * @param foreigners the routers outside the cluster that speak for it, by source address
 * @param contests the addresses that somebody else has, takes away, or does not let a node have
 */
public record VirtualIPFacts(
        String uid,
        long generation,
        Admission admission,
        List<String> declared,
        List<String> addresses,
        @Nullable Integer vrid,
        List<AgentProgress> participants,
        @Nullable String heldBack,
        @Nullable String shortage,
        List<NodeReport> reports,
        @Nullable String lastMaster,
        Contention contention,
        List<ForeignClaim> foreigners,
        List<AddressContest> contests) {

    public VirtualIPFacts {
        declared = List.copyOf(declared);
        addresses = List.copyOf(addresses);
        participants = List.copyOf(participants);
        reports = List.copyOf(reports);
        foreigners = List.copyOf(foreigners);
        contests = List.copyOf(contests);
    }

    Mastership mastership(boolean wasSplit) {
        return Mastership.of(reports, lastMaster, contention, wasSplit);
    }
}
