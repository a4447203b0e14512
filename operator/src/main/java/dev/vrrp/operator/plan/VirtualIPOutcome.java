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
 * @param foreigners routers outside the cluster that speak for it, and are not named as peers or do not fit
 * @param remarks what is valid and yet can't have been meant, each a sentence
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
        List<Foreigner> foreigners,
        List<String> remarks) {

    /**
     * A router outside the cluster that a node heard.
     *
     * @param priority that it advertises, null if it could not be read
     * @param message what is wrong with it, a clause
     * @param splitBrain whether the node is Master beside it
     */
    public record Foreigner(
            String node, String source, @Nullable Integer priority, String message, boolean splitBrain) {}

    public VirtualIPOutcome {
        addresses = List.copyOf(addresses);
        foreigners = List.copyOf(foreigners);
        remarks = List.copyOf(remarks);
        participants = List.copyOf(participants);
    }
}
