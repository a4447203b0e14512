package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodePriority;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.operator.plan.Candidates.Candidate;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges the SyncGroups and ranks the nodes of their members, which run on the same nodes in the same order. */
final class SyncGroups {
    /** {@code maxItems} of the tracked interfaces of a virtual router. */
    private static final int MOST_TRACKED_INTERFACES = 16;

    /** The group that a VirtualIP belongs to, of all that list it. */
    private final Map<String, SyncGroupDraft> owners = new HashMap<>();

    private SyncGroups(List<SyncGroupDraft> groups) {
        groups.forEach(this::claimMembersInForce);
        groups.forEach(group -> group.members.forEach(member -> owners.putIfAbsent(member.name(), group)));
    }

    /** Refuses groups, or ranks the nodes of their members. {@code drafts} are oldest first. */
    static void settle(List<SyncGroupDraft> drafts) {
        SyncGroups groups = new SyncGroups(drafts);
        for (SyncGroupDraft draft : drafts) {
            draft.refusal = groups.refusal(draft).orElse(null);
            if (draft.refusal == null) {
                accept(draft);
            }
        }
    }

    private void claimMembersInForce(SyncGroupDraft group) {
        group.members.stream()
                .filter(member -> group.membersInForce.contains(member.name()))
                .forEach(member -> owners.putIfAbsent(member.name(), group));
    }

    private Optional<Refused> refusal(SyncGroupDraft group) {
        return Stream.<Supplier<Optional<Refused>>>of(
                        () -> missingMember(group),
                        () -> tooFewMembers(group),
                        () -> memberOfAnother(group),
                        () -> refusedMember(group),
                        () -> tooManyTracked(group),
                        () -> disagreement(group),
                        () -> unequalUnderWeights(group))
                .flatMap(check -> check.get().stream())
                .findFirst();
    }

    private static Optional<Refused> missingMember(SyncGroupDraft group) {
        Set<String> existing = group.members.stream().map(VirtualIPDraft::name).collect(Collectors.toSet());
        return group.declared.spec().virtualIPs().stream()
                .filter(name -> !existing.contains(name))
                .findFirst()
                .map(name -> new Refused(
                        Reason.VirtualIPNotFound,
                        "spec.virtualIPs: VirtualIP \"" + name
                                + "\" does not exist: create it, or remove it from the list"));
    }

    private static Optional<Refused> tooFewMembers(SyncGroupDraft group) {
        return group.members.size() >= 2
                ? Optional.empty()
                : Optional.of(new Refused(
                        Reason.InvalidSpec,
                        "spec.virtualIPs: " + group.declared.spec().virtualIPs()
                                + " is no group: list two VirtualIPs or more"));
    }

    private Optional<Refused> memberOfAnother(SyncGroupDraft group) {
        return group.members.stream()
                .filter(member -> owners.get(member.name()) != group)
                .findFirst()
                .map(
                        member -> new Refused(
                                Reason.VirtualIPInTwoGroups,
                                "spec.virtualIPs: VirtualIP \"" + member.name() + "\" is in SyncGroup \""
                                        + owner(member).name()
                                        + "\" already, and a VirtualIP is in one group at most: remove it from one of the two"));
    }

    private SyncGroupDraft owner(VirtualIPDraft member) {
        return Optional.ofNullable(owners.get(member.name())).orElseThrow();
    }

    private static Optional<Refused> refusedMember(SyncGroupDraft group) {
        for (VirtualIPDraft member : group.members) {
            if (member.refusal != null) {
                return Optional.of(new Refused(
                        Reason.VirtualIPNotAccepted,
                        "spec.virtualIPs: VirtualIP \"" + member.name() + "\" is not accepted: "
                                + member.refusal.message()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Refused> tooManyTracked(SyncGroupDraft group) {
        for (VirtualIPDraft member : group.members) {
            Track track = RouterAssembly.joinTracks(
                    member.declared.spec().track(), group.declared.spec().track());
            if (track != null && track.interfaces().size() > MOST_TRACKED_INTERFACES) {
                return Optional.of(new Refused(
                        Reason.TooManyTrackedInterfaces,
                        "spec.track.interfaces: with those of VirtualIP \"" + member.name() + "\" they are "
                                + track.interfaces().size() + ", and " + MOST_TRACKED_INTERFACES
                                + " is the most: remove some"));
            }
        }
        return Optional.empty();
    }

    /** Two members that would not have the same node as Master: compared along the order of the first one. */
    private static Optional<Refused> disagreement(SyncGroupDraft group) {
        VirtualIPDraft reference = group.members.getFirst();
        Collection<ObservedNode> nodes = commonNodes(group).values();
        Ranking expected = ranking(group, reference, nodes);
        List<String> order = expected.places().stream().map(Ranking.Place::node).toList();
        for (VirtualIPDraft member : group.members) {
            Ranking ranking = ranking(group, member, nodes);
            for (int i = 1; i < order.size(); i++) {
                String better = order.get(i - 1);
                String worse = order.get(i);
                if (ranking.compare(better, worse) != expected.compare(better, worse)) {
                    return Optional.of(new Refused(
                            Reason.OrderConflict,
                            "spec.virtualIPs: the priorities of \"" + reference.name() + "\" and \"" + member.name()
                                    + "\" order the nodes differently: " + reference.name() + " has "
                                    + expected.inWords(better, worse) + ", " + member.name() + " has "
                                    + ranking.inWords(better, worse)
                                    + ": give both the same order in their spec.priorities"));
                }
            }
        }
        return Optional.empty();
    }

    /** A weight counts for every member, so it moves them together only from where they are together. */
    private static Optional<Refused> unequalUnderWeights(SyncGroupDraft group) {
        boolean weighted = group.members.stream()
                .flatMap(member -> Stream.ofNullable(RouterAssembly.joinTracks(
                        member.declared.spec().track(), group.declared.spec().track())))
                .flatMap(track -> track.interfaces().stream())
                .anyMatch(link -> link.weight() != null);
        if (!weighted) {
            return Optional.empty();
        }
        Map<VirtualIPDraft, SequencedMap<String, Integer>> priorities = priorities(group);
        VirtualIPDraft reference = group.members.getFirst();
        for (VirtualIPDraft member : group.members) {
            for (Map.Entry<String, Integer> place :
                    priorities.getOrDefault(reference, new LinkedHashMap<>()).entrySet()) {
                Integer other = priorities
                        .getOrDefault(member, new LinkedHashMap<>())
                        .getOrDefault(place.getKey(), place.getValue());
                if (!other.equals(place.getValue())) {
                    return Optional.of(new Refused(
                            Reason.OrderConflict,
                            "spec.virtualIPs: with tracked weights the members need the same priorities, and on "
                                    + place.getKey() + " \"" + reference.name() + "\" has " + place.getValue()
                                    + " and \"" + member.name() + "\" " + other
                                    + ": give both the same spec.priorities, or remove the weights"));
                }
            }
        }
        return Optional.empty();
    }

    private static void accept(SyncGroupDraft group) {
        priorities(group).forEach((member, priorities) -> {
            member.group = group;
            member.priorities = priorities;
        });
    }

    /** The priorities of the nodes that run every member, for each member. */
    private static Map<VirtualIPDraft, SequencedMap<String, Integer>> priorities(SyncGroupDraft group) {
        List<ObservedNode> nodes = takingPart(group);
        int count = group.members.stream()
                .mapToInt(member -> ranking(group, member, nodes).fitting(nodes.size()))
                .min()
                .orElse(0);
        Map<VirtualIPDraft, SequencedMap<String, Integer>> priorities = new LinkedHashMap<>();
        group.members.forEach(
                member -> priorities.put(member, ranking(group, member, nodes).priorities(count)));
        return priorities;
    }

    private static Ranking ranking(SyncGroupDraft group, VirtualIPDraft member, Collection<ObservedNode> nodes) {
        return Ranking.of(group.name(), nodes, priorities(group, member));
    }

    /** A member that gives no priorities takes those of the first one that does. */
    private static List<NodePriority> priorities(SyncGroupDraft group, VirtualIPDraft member) {
        return Stream.concat(Stream.of(member), group.members.stream())
                .map(draft -> draft.declared.spec().priorities())
                .filter(priorities -> !priorities.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** The nodes that run every member: a node runs it, and is ready, if that is so for all of them. */
    private static List<ObservedNode> takingPart(SyncGroupDraft group) {
        VirtualIPDraft reference = group.members.getFirst();
        Collection<ObservedNode> nodes = commonNodes(group).values();
        Set<String> running = new HashSet<>(reference.inForce.keySet());
        Set<String> ready = new HashSet<>(reference.declared.ready());
        group.members.forEach(member -> {
            running.retainAll(member.inForce.keySet());
            ready.retainAll(member.declared.ready());
        });
        int replicas = group.members.stream()
                .mapToInt(member -> member.declared.spec().replicas())
                .min()
                .orElse(0);
        return Participation.choose(ranking(group, reference, nodes).order(nodes), replicas, running, ready);
    }

    /** The nodes that could run every member. */
    private static NavigableMap<String, ObservedNode> commonNodes(SyncGroupDraft group) {
        NavigableMap<String, ObservedNode> common = nodes(group.members.getFirst());
        group.members.forEach(member -> common.keySet().retainAll(nodes(member).keySet()));
        return common;
    }

    private static NavigableMap<String, ObservedNode> nodes(VirtualIPDraft draft) {
        NavigableMap<String, ObservedNode> nodes = new TreeMap<>();
        for (Candidate candidate : draft.candidates.nodes()) {
            nodes.put(candidate.node().name(), candidate.node());
        }
        return nodes;
    }
}
