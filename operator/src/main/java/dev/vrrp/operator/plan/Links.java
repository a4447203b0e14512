package dev.vrrp.operator.plan;

import dev.vrrp.operator.plan.Candidates.Candidate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The interfaces of all nodes, by what a VirtualIP looks for, so that each finds its own without asking every node. */
final class Links {
    private record Key(String node, String link) {}

    private static final Comparator<Candidate> FIRST_OF_NODE = Comparator.comparing(
                    (Candidate candidate) -> candidate.link().index())
            .thenComparing(candidate -> candidate.link().name());

    private final List<ObservedNode> nodes;
    private final Map<Key, Candidate> all = new HashMap<>();
    private final Map<Key, Set<Segment>> segments = new HashMap<>();
    private final Map<String, List<Candidate>> byName = new HashMap<>();
    private final Map<Subnet, List<Candidate>> bySubnet = new HashMap<>();
    private final Set<Integer> prefixLengths = new TreeSet<>();

    Links(List<ObservedNode> nodes) {
        this.nodes = List.copyOf(nodes);
        nodes.forEach(node -> node.interfaces().forEach(link -> add(new Candidate(node, link))));
    }

    private void add(Candidate candidate) {
        Key key = new Key(candidate.node().name(), candidate.link().name());
        if (all.putIfAbsent(key, candidate) != null) {
            return;
        }
        segments.put(key, Segment.of(candidate.node().name(), candidate.link()));
        byName.computeIfAbsent(candidate.link().name(), name -> new ArrayList<>())
                .add(candidate);
        candidate.link().addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .map(InterfaceAddress::subnet)
                .distinct()
                .forEach(subnet -> {
                    prefixLengths.add(subnet.prefixLength());
                    bySubnet.computeIfAbsent(subnet, absent -> new ArrayList<>())
                            .add(candidate);
                });
    }

    List<ObservedNode> nodes() {
        return nodes;
    }

    Optional<Candidate> find(String node, String link) {
        return Optional.ofNullable(all.get(new Key(node, link)));
    }

    /** The segments that an interface is on; none if it is not there. */
    Set<Segment> segments(String node, String link) {
        return segments.getOrDefault(new Key(node, link), Set.of());
    }

    Collection<Candidate> named(String link) {
        return byName.getOrDefault(link, List.of());
    }

    /** The interfaces with a subnet that holds {@code address}, by node, the one with the lowest index first. */
    NavigableMap<String, List<Candidate>> connected(InetAddress address) {
        NavigableMap<String, List<Candidate>> byNode = new TreeMap<>();
        int bits = address.getAddress().length * 8;
        prefixLengths.stream()
                .filter(length -> length <= bits)
                .flatMap(length -> bySubnet.getOrDefault(Subnet.of(address, length), List.of()).stream())
                .sorted(FIRST_OF_NODE)
                .forEach(candidate -> byNode.computeIfAbsent(candidate.node().name(), name -> new ArrayList<>())
                        .add(candidate));
        return byNode;
    }
}
