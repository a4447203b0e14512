package dev.vrrp.operator.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** VirtualIPs by what they look for on a node, so that a node that changes finds those that it concerns without asking all. */
final class Seekers {
    private final Map<String, Prospect> all = new HashMap<>();
    /** Those that no node could run: each node counts in their message. */
    private final Set<String> withoutCandidates = new HashSet<>();
    /** Of the others, those that name an interface. */
    private final Map<String, Set<String>> byInterface = new HashMap<>();
    /** Of the others, those that look for the subnet of an address. */
    private final NavigableMap<byte[], Set<String>> byAddress = new TreeMap<>(Arrays::compareUnsigned);

    @Nullable
    Prospect get(String name) {
        return all.get(name);
    }

    Collection<Prospect> all() {
        return all.values();
    }

    /** Adds a VirtualIP, in place of the one of the same name. */
    void put(Prospect prospect) {
        remove(prospect.name());
        all.put(prospect.name(), prospect);
        String link = prospect.declared().spec().interfaceName();
        if (prospect.candidates().nodes().isEmpty()) {
            withoutCandidates.add(prospect.name());
        } else if (link != null) {
            byInterface.computeIfAbsent(link, _ -> new HashSet<>()).add(prospect.name());
        } else {
            byAddress.computeIfAbsent(sought(prospect), _ -> new HashSet<>()).add(prospect.name());
        }
    }

    void remove(String name) {
        Prospect prospect = all.remove(name);
        if (prospect == null || withoutCandidates.remove(name)) {
            return;
        }
        String link = prospect.declared().spec().interfaceName();
        if (link != null) {
            byInterface.computeIfPresent(link, (_, names) -> without(names, name));
        } else {
            byAddress.computeIfPresent(sought(prospect), (_, names) -> without(names, name));
        }
    }

    private static byte[] sought(Prospect prospect) {
        return Candidates.sought(prospect.addresses()).address().getAddress();
    }

    private static @Nullable Set<String> without(Set<String> names, String name) {
        names.remove(name);
        return names.isEmpty() ? null : names;
    }

    /** Names of those that would find something on {@code node}, or find nothing anywhere. */
    Stream<String> concernedBy(ObservedNode node) {
        Stream<String> byName = node.interfaces().stream()
                .flatMap(link -> byInterface.getOrDefault(link.name(), Set.of()).stream())
                .flatMap(name -> Stream.ofNullable(all.get(name)))
                .filter(prospect ->
                        NodeMatching.matches(prospect.declared().spec().nodeSelector(), node.labels()))
                .map(Prospect::name);
        Stream<String> bySubnet = node.interfaces().stream()
                .flatMap(link -> link.addresses().stream())
                .flatMap(text -> InterfaceAddress.parse(text).stream())
                .flatMap(address -> within(address.subnet()));
        return Stream.of(withoutCandidates.stream(), byName, bySubnet).flatMap(names -> names);
    }

    /** Names of those whose address is of {@code subnet}; between two addresses of a family there may be one of the other. */
    private Stream<String> within(Subnet subnet) {
        byte[] first = subnet.network().getAddress();
        return byAddress.subMap(first, true, subnet.last(), true).entrySet().stream()
                .filter(entry -> entry.getKey().length == first.length)
                .flatMap(entry -> entry.getValue().stream());
    }
}
