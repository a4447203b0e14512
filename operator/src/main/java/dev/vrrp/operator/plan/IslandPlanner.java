package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Verdict.Accepted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides for VirtualIPs and SyncGroups at once, because VRIDs, addresses and groups are shared. One instance is one run. What it
 * is not given shares nothing with what it is.
 */
final class IslandPlanner {
    private final Links links;
    private final ForeignRouters foreign;
    private final Set<Integer> reservedVrids;
    /** What became of VirtualIPs before, by name; brought up to date. */
    private final Map<String, Settled> settled;
    /** Oldest first. */
    private final Map<String, VirtualIPDraft> virtualIPs = new LinkedHashMap<>();

    private final List<SyncGroupDraft> groups;

    /**
     * What is given may be in any order.
     *
     * @param settled what became of VirtualIPs before, by name; it is brought up to date
     */
    IslandPlanner(
            Collection<Prospect> prospects,
            Collection<GroupProspect> groups,
            Links links,
            ForeignRouters foreign,
            Set<Integer> reservedVrids,
            Map<String, Settled> settled) {
        this.links = links;
        this.foreign = foreign;
        this.reservedVrids = reservedVrids;
        this.settled = settled;
        prospects.stream()
                .sorted(Comparator.comparing(Prospect::declared, Declared.OLDEST_FIRST))
                .forEach(prospect -> virtualIPs.put(prospect.name(), new VirtualIPDraft(prospect)));
        this.groups = groups.stream()
                .sorted(Comparator.comparing(GroupProspect::declared, Declared.OLDEST_FIRST))
                .map(group -> new SyncGroupDraft(group, virtualIPs))
                .toList();
    }

    IslandPlan plan() {
        AddressClaims.settle(virtualIPs.values());
        virtualIPs.values().forEach(VirtualIPDraft::findCandidates);
        VridClaims.settle(virtualIPs.values(), foreign, reservedVrids);
        SyncGroups.settle(groups);
        groups.stream().filter(group -> group.refusal != null).forEach(this::holdMembersInForce);
        return assemble();
    }

    /** The members of a group that is refused stay together, and as they were, while two or more of them are left. */
    private void holdMembersInForce(SyncGroupDraft group) {
        List<VirtualIPDraft> left = group.membersInForce.stream()
                .map(virtualIPs::get)
                .filter(draft -> draft != null && draft.group == null)
                .toList();
        if (left.size() > 1) {
            left.forEach(draft -> draft.heldBy = group);
        }
    }

    private static void rankAlone(VirtualIPDraft draft) {
        if (draft.group == null && !draft.stays()) {
            Ranking all = Ranking.of(
                    draft.name(),
                    draft.candidates.observed(),
                    draft.declared.spec().priorities());
            List<ObservedNode> nodes = Participation.choose(
                    all.order(draft.candidates.observed()),
                    draft.declared.spec().replicas(),
                    draft.inForce.keySet(),
                    draft.declared.ready());
            Ranking ranking = all.only(nodes);
            draft.priorities = ranking.priorities(ranking.fitting(nodes.size()));
        }
    }

    private IslandPlan assemble() {
        Map<String, VirtualIPOutcome> outcomes = new HashMap<>();
        NodeConfigs nodeConfigs = new NodeConfigs(links);
        groups.forEach(group -> addGroup(nodeConfigs, group));
        for (VirtualIPDraft draft : virtualIPs.values()) {
            Settled result = settled.get(draft.name());
            if (result == null || !result.isOf(draft, foreign)) {
                result = settle(draft);
            }
            if (draft.group == null && draft.heldBy == null) {
                settled.put(draft.name(), result);
            } else {
                settled.remove(draft.name());
            }
            nodeConfigs.addRouters(result.routers());
            outcomes.put(draft.name(), result.outcome());
        }
        return new IslandPlan(
                nodeConfigs.build(),
                outcomes,
                groups.stream().collect(Collectors.toMap(SyncGroupDraft::name, this::outcome)));
    }

    private Settled settle(VirtualIPDraft draft) {
        rankAlone(draft);
        NavigableMap<String, List<VirtualRouter>> routers =
                draft.stays() ? draft.inForce : RouterAssembly.routers(draft);
        return new Settled(draft.prospect, foreign, draft.vrid, draft.refusal, routers, outcome(draft, routers));
    }

    private void addGroup(NodeConfigs nodeConfigs, SyncGroupDraft group) {
        nodeConfigs.addGroup(group.name(), tiedMembers(group));
    }

    /** The VirtualIPs that are together in force; none if the group was never accepted. */
    private List<String> tiedMembers(SyncGroupDraft group) {
        return virtualIPs.values().stream()
                .filter(draft -> draft.group == group || draft.heldBy == group)
                .map(VirtualIPDraft::name)
                .toList();
    }

    private VirtualIPOutcome outcome(VirtualIPDraft draft, NavigableMap<String, List<VirtualRouter>> routers) {
        List<Participant> participants = new ArrayList<>();
        routers.forEach((node, onNode) -> participants.add(new Participant(
                node, onNode.getFirst().interfaceName(), onNode.getFirst().priority())));
        participants.sort(
                Comparator.comparingInt(Participant::priority).reversed().thenComparing(Participant::node));
        Integer vrid = draft.stays() ? draft.vridInForce() : draft.vrid;
        return new VirtualIPOutcome(
                draft.name(),
                draft.declared.generation(),
                draft.refusal == null ? new Accepted() : draft.refusal,
                vrid,
                addresses(draft, routers),
                participants,
                heldBack(draft),
                participants.isEmpty() ? shortage(draft) : null,
                vrid == null ? List.of() : foreign.claimants(draft, vrid),
                draft.stays() ? List.of() : Remarks.of(draft));
    }

    private static List<String> addresses(VirtualIPDraft draft, NavigableMap<String, List<VirtualRouter>> routers) {
        return routers.isEmpty()
                ? draft.addresses.stream().map(InterfaceAddress::text).toList()
                : routers.firstEntry().getValue().stream()
                        .flatMap(router -> router.addresses().stream())
                        .toList();
    }

    private static @Nullable String heldBack(VirtualIPDraft draft) {
        return draft.heldBy == null || draft.refusal != null
                ? null
                : "SyncGroup \"" + draft.heldBy.name() + "\" is not accepted; until it is, its members run as before";
    }

    private static String shortage(VirtualIPDraft draft) {
        if (draft.candidates.shortage() != null) {
            return draft.candidates.shortage();
        }
        if (!draft.stays() && draft.group == null) {
            return "every node that could run it carries the label " + Standing.EXCLUDE;
        }
        return draft.group == null
                ? "no spec of it was accepted yet"
                : "no node can run every VirtualIP of SyncGroup \"" + draft.group.name() + "\"";
    }

    private SyncGroupOutcome outcome(SyncGroupDraft group) {
        List<String> tied = tiedMembers(group);
        return new SyncGroupOutcome(
                group.name(),
                group.declared.generation(),
                group.refusal == null ? new Accepted() : group.refusal,
                !tied.isEmpty(),
                tied.isEmpty()
                        ? group.members.stream().map(VirtualIPDraft::name).toList()
                        : tied);
    }
}
