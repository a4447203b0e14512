package dev.vrrp.operator.plan;

import dev.vrrp.operator.plan.Candidates.Candidate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The interfaces of all nodes, by what a VirtualIP looks for, so that each finds its own without asking every node. */
final class Links {
    private record Key(String node, String link) {}

    /** An interface that is known, and what its addresses say. */
    private record Entry(Candidate candidate, Set<Segment> segments, List<InterfaceAddress> addresses) {
        Set<Subnet> subnets() {
            return addresses.stream().map(InterfaceAddress::subnet).collect(Collectors.toSet());
        }
    }

    private static final Comparator<Candidate> FIRST_OF_NODE = Comparator.comparing(
                    (Candidate candidate) -> candidate.link().index())
            .thenComparing(candidate -> candidate.link().name());

    private final Map<String, ObservedNode> nodes = new HashMap<>();
    private final Map<Key, Entry> all = new HashMap<>();
    private final Map<String, NavigableMap<String, Candidate>> byName = new HashMap<>();
    private final Map<Subnet, Set<Candidate>> bySubnet = new HashMap<>();
    /** Answers of {@link #connected}, by the subnets that hold the address; many ask the same. */
    private final Map<List<Subnet>, NavigableMap<String, List<Candidate>>> connected = new HashMap<>();
    /** How many interfaces have each address. */
    private final Map<InetAddress, Integer> addresses = new HashMap<>();
    /** All that there were. */
    private final Set<Integer> prefixLengths = new TreeSet<>();

    Links(Collection<ObservedNode> nodes) {
        nodes.forEach(this::put);
    }

    /** Adds a node, in place of the one of the same name. */
    void put(ObservedNode node) {
        remove(node.name());
        nodes.put(node.name(), node);
        node.interfaces().forEach(link -> add(new Candidate(node, link)));
    }

    void remove(String name) {
        ObservedNode node = nodes.remove(name);
        if (node != null) {
            node.interfaces().forEach(link -> forget(new Key(name, link.name())));
        }
    }

    private void add(Candidate candidate) {
        connected.clear();
        Key key = new Key(candidate.node().name(), candidate.link().name());
        if (all.containsKey(key)) {
            return;
        }
        List<InterfaceAddress> parsed = candidate.link().addresses().stream()
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .toList();
        Entry entry = new Entry(candidate, Segment.of(candidate.node().name(), candidate.link()), parsed);
        all.put(key, entry);
        byName.computeIfAbsent(key.link(), _ -> new TreeMap<>()).put(key.node(), candidate);
        entry.subnets().forEach(subnet -> {
            prefixLengths.add(subnet.prefixLength());
            bySubnet.computeIfAbsent(subnet, _ -> new HashSet<>()).add(candidate);
        });
        parsed.forEach(address -> addresses.merge(address.address(), 1, Integer::sum));
    }

    private void forget(Key key) {
        connected.clear();
        Entry entry = all.remove(key);
        if (entry == null) {
            return;
        }
        byName.computeIfPresent(key.link(), (_, named) -> {
            named.remove(key.node());
            return named.isEmpty() ? null : named;
        });
        entry.subnets()
                .forEach(subnet -> bySubnet.computeIfPresent(subnet, (_, connected) -> {
                    connected.remove(entry.candidate());
                    return connected.isEmpty() ? null : connected;
                }));
        entry.addresses()
                .forEach(address ->
                        addresses.computeIfPresent(address.address(), (_, count) -> count == 1 ? null : count - 1));
    }

    Collection<ObservedNode> nodes() {
        return nodes.values();
    }

    Optional<Candidate> find(String node, String link) {
        return Optional.ofNullable(all.get(new Key(node, link))).map(Entry::candidate);
    }

    /** The segments that an interface is on; none if it is not there. */
    Set<Segment> segments(String node, String link) {
        Entry entry = all.get(new Key(node, link));
        return entry == null ? Set.of() : entry.segments();
    }

    /** Whether a node has {@code address}. */
    boolean has(InetAddress address) {
        return addresses.containsKey(address);
    }

    /** The interfaces with a name, by node. */
    Collection<Candidate> named(String link) {
        return byName.getOrDefault(link, Collections.emptyNavigableMap()).values();
    }

    /** The interfaces with a subnet that holds {@code address}, by node, the one with the lowest index first. */
    NavigableMap<String, List<Candidate>> connected(InetAddress address) {
        int bits = address.getAddress().length * 8;
        List<Subnet> subnets = prefixLengths.stream()
                .filter(length -> length <= bits)
                .map(length -> Subnet.of(address, length))
                .filter(bySubnet::containsKey)
                .toList();
        return connected.computeIfAbsent(subnets, this::connected);
    }

    private NavigableMap<String, List<Candidate>> connected(List<Subnet> subnets) {
        NavigableMap<String, List<Candidate>> byNode = new TreeMap<>();
        subnets.stream()
                .flatMap(subnet -> bySubnet.getOrDefault(subnet, Set.of()).stream())
                .sorted(FIRST_OF_NODE)
                .forEach(candidate -> byNode.computeIfAbsent(candidate.node().name(), _ -> new ArrayList<>())
                        .add(candidate));
        return Collections.unmodifiableNavigableMap(byNode);
    }
}
