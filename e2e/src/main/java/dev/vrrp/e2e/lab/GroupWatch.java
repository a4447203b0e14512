package dev.vrrp.e2e.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Watches addresses that belong together: what the client hears, and what the kernels of the nodes hold. */
public final class GroupWatch {
    private static final Duration POLL = Duration.ofMillis(20);

    /** What a busy machine may take to tell of the answers that there are. */
    private static final Duration LAG = Duration.ofSeconds(5);

    private final Lab lab;
    private final AddressHistory history;
    private final List<Probe> probes;

    private GroupWatch(Lab lab, AddressHistory history, List<Probe> probes) {
        this.lab = lab;
        this.history = history;
        this.probes = List.copyOf(probes);
    }

    /** Watches {@code addresses} (without prefix length) until the lab is closed. */
    public static GroupWatch start(Lab lab, String... addresses) {
        return new GroupWatch(
                lab,
                AddressHistory.follow(lab),
                List.of(addresses).stream().map(lab.client()::probe).toList());
    }

    public AddressHistory history() {
        return history;
    }

    public List<String> addresses() {
        return probes.stream().map(Probe::address).toList();
    }

    /** The probe of {@code address}. */
    public Probe probe(String address) {
        return lab.client().probe(address);
    }

    /** The node that answers for every address now, if one does. */
    public Optional<String> master() {
        Set<Optional<String>> answering =
                probes.stream().map(Probe::answeringNode).collect(Collectors.toUnmodifiableSet());
        return answering.size() == 1 ? answering.iterator().next() : Optional.empty();
    }

    /** Waits until one node, and no other, holds every address and answers for it; returns its name. */
    public String awaitMaster(Duration bound) {
        return await(bound, () -> master().filter(node -> addresses().stream()
                        .allMatch(address -> history.holders(address).equals(Set.of(node)))))
                .orElseThrow(() -> new AssertionError("no node holds all of " + addresses() + " alone and answers for"
                        + " them within " + bound.toMillis() + " ms: " + state()));
    }

    /**
     * Causes a failure and waits until another node answers for every address.
     *
     * @param bound from the failure to the first answers, by the clock of the kernel that got them
     * @throws AssertionError if that does not come about within {@code bound}
     */
    public Takeover observe(Runnable failure, Duration bound) {
        String from =
                await(LAG, this::master).orElseThrow(() -> new AssertionError("no node answers for all: " + state()));
        Instant begun = Instant.now();
        failure.run();
        Instant failed = Instant.now();
        String to = await(bound.plus(LAG), () -> master().filter(node -> !node.equals(from)))
                .orElseThrow(() ->
                        new AssertionError("no node but " + from + " answers for all of " + addresses() + " within "
                                + bound.toMillis() + " ms: " + state() + "; since " + begun + " " + changes(begun)));
        Duration duration = probes.stream()
                .map(probe -> probe.firstAnswer(to, begun).orElseThrow())
                .map(first -> Duration.between(begun, first))
                .max(Duration::compareTo)
                .orElseThrow();
        if (begun.plus(duration).isAfter(failed.plus(bound))) {
            throw new AssertionError(
                    "%s answers for all of %s, but %d ms after %s and not within %d ms of the failure: %s"
                            .formatted(to, addresses(), duration.toMillis(), begun, bound.toMillis(), changes(begun)));
        }
        return new Takeover(begun, from, to, duration, outages(begun), longestApart(begun));
    }

    /** For each address, the longest time without an answer that had not ended at {@code since}. */
    public Map<String, Duration> outages(Instant since) {
        return probes.stream().collect(Collectors.toUnmodifiableMap(Probe::address, probe -> probe.longestOutage(since)
                .duration()));
    }

    /** The longest time after {@code since} in which not the same nodes held every address. */
    public Duration longestApart(Instant since) {
        String first = addresses().getFirst();
        return addresses().stream()
                .map(other -> history.longestApart(first, other, since))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Who answers and who holds what, for messages. */
    public String state() {
        return probes.stream()
                .map(probe -> "%s is answered by %s and held by %s"
                        .formatted(
                                probe.address(),
                                probe.answeringNode().orElse("nobody"),
                                history.holders(probe.address())))
                .collect(Collectors.joining("; "));
    }

    private String changes(Instant since) {
        return addresses().stream()
                .flatMap(address -> history.changes(address, since).stream())
                .map(AddressChange::toString)
                .collect(Collectors.joining(", "));
    }

    private static <T> Optional<T> await(Duration bound, Supplier<Optional<T>> condition) {
        Instant end = Instant.now().plus(bound);
        Optional<T> found = condition.get();
        while (found.isEmpty() && Instant.now().isBefore(end)) {
            Awaitility.await().pollDelay(POLL).until(() -> true);
            found = condition.get();
        }
        return found;
    }
}
