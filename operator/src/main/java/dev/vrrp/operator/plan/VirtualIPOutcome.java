package dev.vrrp.operator.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a VirtualIP.
 *
 * @param generation of the spec that was judged
 * @param vrid the VRID in use, null if it has none
 * @param addresses the addresses in force, with prefix length; those of the spec if none is
 * @param participants the nodes that take part, best first; if the VirtualIP is refused, those that ran it before
 * @param heldBack why an accepted VirtualIP nevertheless runs as it did before, null if it does not
 * @param shortage why no node takes part, null if one does
 * @param foreigners routers outside the cluster that use the VRID on its segments and are not named as peers
 */
public record VirtualIPOutcome(
        String name,
        long generation,
        Verdict verdict,
        @Nullable Integer vrid,
        List<String> addresses,
        List<Participant> participants,
        @Nullable String heldBack,
        @Nullable String shortage,
        List<Foreigner> foreigners) {

    /** A router outside the cluster, and the node that heard it. */
    public record Foreigner(String node, String source) {}

    public VirtualIPOutcome {
        addresses = List.copyOf(addresses);
        foreigners = List.copyOf(foreigners);
        participants = List.copyOf(participants);
    }
}
