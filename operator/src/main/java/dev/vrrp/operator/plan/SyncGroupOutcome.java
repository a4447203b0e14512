package dev.vrrp.operator.plan;

import java.util.List;

/**
 * What became of a SyncGroup.
 *
 * @param generation of the spec that was judged
 * @param inForce whether its members are tied together, by this spec or by one that was accepted before
 * @param members the VirtualIPs that are tied together; if none are, those of the spec that exist
 */
public record SyncGroupOutcome(String name, long generation, Verdict verdict, boolean inForce, List<String> members) {
    public SyncGroupOutcome {
        members = List.copyOf(members);
    }
}
