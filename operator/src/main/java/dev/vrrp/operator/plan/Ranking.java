package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodePriority;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in the order in which they should become Master.
 *
 * @param places best first
 * @param ceiling every generated priority is below it
 */
record Ranking(List<Place> places, int ceiling) {
    /**
     * What generated priorities start below where the user gave none. The best one gets 250: VRRP waits (256 − priority) / 256
     * of the interval after a resignation, 23 ms at 1 s.
     */
    private static final int FREE_CEILING = 260;

    private static final int WIDEST_STEP = 10;
    private static final int HIGHEST = 254;
    private static final int LOWEST = 1;

    /** A node, and the priority that the user gave it, null if the operator chooses. */
    record Place(String node, @Nullable Integer given) {}

    Ranking {
        places = List.copyOf(places);
    }

    /**
     * Nodes with a given priority come first, the highest before the others; the rest follows in the order of rendezvous hashing
     * on {@code electionName}, so that elections spread over the nodes and one node's coming or going moves only its own.
     */
    static Ranking of(String electionName, Collection<ObservedNode> nodes, List<NodePriority> priorities) {
        Map<String, Long> weights = new HashMap<>();
        nodes.forEach(node -> weights.put(node.name(), weight(electionName, node.name())));
        List<Place> places = nodes.stream()
                .map(node -> new Place(
                        node.name(), NodeMatching.priorityOf(node, priorities).orElse(null)))
                .sorted(Comparator.comparingInt(Ranking::givenOrZero)
                        .reversed()
                        .thenComparingLong(place -> place.given() == null ? weights.getOrDefault(place.node(), 0L) : 0L)
                        .thenComparing(Place::node))
                .toList();
        // Below all that are written, also those of nodes that are away: their return must not renumber the others.
        int ceiling = priorities.stream().mapToInt(NodePriority::priority).min().orElse(FREE_CEILING);
        return new Ranking(places, ceiling);
    }

    /** How many of the best {@code wanted} get a priority: generated ones are distinct and 1 or more. */
    int fitting(int wanted) {
        int given = (int) places.stream().filter(place -> place.given() != null).count();
        return Math.min(Math.min(wanted, places.size()), given + ceiling - 1);
    }

    /**
     * The best {@code count} nodes with their priorities, best first; {@code count} at most what {@link #fitting} allows. No two
     * are equal, or both would wake at once: of nodes that are given the same one, the next gets one less each, and where there
     * is no room below, those above get more.
     */
    SequencedMap<String, Integer> priorities(int count) {
        List<Place> best = places.subList(0, count);
        int generated =
                (int) best.stream().filter(place -> place.given() == null).count();
        int step = generated == 0 ? 0 : Math.min(WIDEST_STEP, (ceiling - 1) / generated);
        int[] priorities = new int[count];
        int next = ceiling;
        int above = HIGHEST + 1;
        for (int i = 0; i < count; i++) {
            Integer given = best.get(i).given();
            next -= given == null ? step : 0;
            above = Math.min(given == null ? next : given, above - 1);
            priorities[i] = above;
        }
        for (int i = count - 1, least = LOWEST; i >= 0; i--, least = priorities[i + 1] + 1) {
            priorities[i] = Math.max(priorities[i], least);
        }
        SequencedMap<String, Integer> byNode = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            byNode.put(best.get(i).node(), priorities[i]);
        }
        return byNode;
    }

    /**
     * Whether {@code first} comes before {@code second} (1) or after it (-1); 0 if the user gave both the same priority, so that
     * VRRP decides by address.
     */
    int compare(String first, String second) {
        Place one = place(first);
        Place other = place(second);
        return one.given() != null && one.given().equals(other.given())
                ? 0
                : Integer.signum(places.indexOf(other) - places.indexOf(one));
    }

    /** {@code nodes} in this order; each must have a place. */
    List<ObservedNode> order(Collection<ObservedNode> nodes) {
        Map<String, ObservedNode> byName =
                nodes.stream().collect(Collectors.toMap(ObservedNode::name, Function.identity()));
        return places.stream()
                .map(place -> Objects.requireNonNull(byName.get(place.node()), place.node()))
                .toList();
    }

    /** The places of some nodes. */
    Ranking only(Collection<ObservedNode> nodes) {
        Set<String> names = nodes.stream().map(ObservedNode::name).collect(Collectors.toSet());
        return new Ranking(
                places.stream().filter(place -> names.contains(place.node())).toList(), ceiling);
    }

    /** The priorities of two nodes in words, such as "a 100 and b none". */
    String inWords(String first, String second) {
        return inWords(place(first)) + " and " + inWords(place(second));
    }

    private static String inWords(Place place) {
        return place.node() + " " + (place.given() == null ? "none" : place.given());
    }

    private Place place(String node) {
        return places.stream()
                .filter(place -> place.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static int givenOrZero(Place place) {
        return place.given() == null ? 0 : place.given();
    }

    /** FNV-1a over both names, mixed by the finalizer of SplitMix64; the same on every machine, for ever. */
    private static long weight(String electionName, String node) {
        long hash = 0xcbf29ce484222325L;
        String key = electionName + "/" + node;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
