package dev.vrrp.e2e.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Addresses that moved together from one node to another, as the client saw it.
 *
 * @param begun when the failure was caused
 * @param from the node that answered before
 * @param to the node that answers now
 * @param duration from {@code begun} until {@code to} had answered for every address
 * @param outages for each address, the longest time without an answer
 * @param apart the longest time in which not the same nodes held every address
 */
public record Takeover(
        Instant begun, String from, String to, Duration duration, Map<String, Duration> outages, Duration apart) {
    public Takeover {
        outages = Map.copyOf(outages);
    }

    @Override
    public String toString() {
        String perAddress = outages.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(outage -> outage.getKey() + " " + outage.getValue().toMillis() + " ms")
                .collect(Collectors.joining(", "));
        return "%s to %s in %d ms; nobody answered for %s; apart for %d ms"
                .formatted(from, to, duration.toMillis(), perAddress, apart.toMillis());
    }
}
