package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodePriority;
import dev.vrrp.api.v1alpha1.Track;
import dev.vrrp.api.v1alpha1.Track.TrackedInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is valid and yet can't have been meant: a weight that never changes the winner, a priority that never counts. */
final class Remarks {
    private static final int HIGHEST_PRIORITY = 254;

    private final VirtualIPDraft draft;
    /** Of those that take part, highest first. */
    private final List<Integer> priorities;

    private Remarks(VirtualIPDraft draft) {
        this.draft = draft;
        this.priorities = List.copyOf(draft.priorities.values());
    }

    /** Sentences about a VirtualIP whose nodes are ranked. */
    static List<String> of(VirtualIPDraft draft) {
        Remarks remarks = new Remarks(draft);
        return Stream.of(remarks.uselessWeights(), remarks.cappedWeights(), remarks.uselessPriorities())
                .flatMap(Collection::stream)
                .toList();
    }

    /** A router outside has a priority that we don't know; beside one, any weight may count. */
    private List<String> uselessWeights() {
        List<TrackedInterface> weighted = weighted();
        if (weighted.isEmpty()
                || priorities.size() < 2
                || !draft.declared.spec().peers().isEmpty()) {
            return List.of();
        }
        int smallestGap = Integer.MAX_VALUE;
        for (int i = 1; i < priorities.size(); i++) {
            smallestGap = Math.min(smallestGap, priorities.get(i - 1) - priorities.get(i));
        }
        int sum = weighted.stream().mapToInt(link -> Math.abs(weight(link))).sum();
        return sum >= smallestGap
                ? List.of()
                : List.of("spec.track.interfaces: " + inWords(weighted)
                        + " can never change which node is Master: the priorities are " + smallestGap
                        + " or more apart; use a larger weight, or priorities that are closer together.");
    }

    private List<String> cappedWeights() {
        int added =
                weighted().stream().mapToInt(link -> Math.max(0, weight(link))).sum();
        long capped = priorities.stream()
                .filter(priority -> priority + added > HIGHEST_PRIORITY)
                .count();
        return added == 0 || capped < 2
                ? List.of()
                : List.of("spec.track.interfaces: with " + inWords(weighted()) + " up, the best " + capped
                        + " nodes would all have a priority above " + HIGHEST_PRIORITY
                        + ", which is the most, and be equal; use negative weights, or lower spec.priorities.");
    }

    private List<String> uselessPriorities() {
        List<ObservedNode> nodes = draft.candidates.nodes().stream()
                .map(Candidates.Candidate::node)
                .toList();
        List<String> remarks = new ArrayList<>();
        List<NodePriority> entries = draft.declared.spec().priorities();
        for (int i = 0; i < entries.size() && !nodes.isEmpty(); i++) {
            NodePriority entry = entries.get(i);
            List<NodePriority> earlier = entries.subList(0, i);
            List<ObservedNode> named = nodes.stream()
                    .filter(node -> NodeMatching.names(entry, node))
                    .toList();
            boolean counts = named.stream()
                    .anyMatch(node -> NodeMatching.priorityOf(node, earlier).isEmpty());
            if (!counts) {
                remarks.add("spec.priorities[" + i + "]: " + entry.priority()
                        + Optional.ofNullable(entry.node())
                                .map(node -> " for " + node)
                                .orElse("")
                        + (named.isEmpty()
                                ? " counts for none of the " + nodes.size() + " candidate nodes."
                                : " can never count: an entry before it names the same nodes, and the first counts."));
            }
        }
        return remarks;
    }

    /** The weights that count on a node: in a SyncGroup those of all members. */
    private List<TrackedInterface> weighted() {
        Track track = draft.declared.spec().track();
        if (draft.group != null) {
            track = RouterAssembly.joinTracks(track, draft.group.declared.spec().track());
            for (VirtualIPDraft member : draft.group.members) {
                track = RouterAssembly.joinTracks(track, member.declared.spec().track());
            }
        }
        return interfaces(track).stream().filter(link -> link.weight() != null).toList();
    }

    private static List<TrackedInterface> interfaces(@Nullable Track track) {
        return track == null ? List.of() : track.interfaces();
    }

    private static int weight(TrackedInterface link) {
        return Optional.ofNullable(link.weight()).orElse(0);
    }

    private static String inWords(List<TrackedInterface> weighted) {
        return weighted.stream()
                .map(link -> "weight " + link.weight() + " of " + link.name())
                .collect(Collectors.joining(", "));
    }
}
