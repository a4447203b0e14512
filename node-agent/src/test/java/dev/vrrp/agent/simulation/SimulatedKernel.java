package dev.vrrp.agent.simulation;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The addresses of one node, as leases. One that is not refreshed ends after its lease and is removed a little later; the
 * kernel outlives the process.
 */
final class SimulatedKernel {
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final long leaseNanos;
    private final long maxLatenessNanos;
    private final Map<String, Long> ends = new TreeMap<>();

    SimulatedKernel(Scheduler scheduler, RandomGenerator random, long leaseNanos, long maxLatenessNanos) {
        this.scheduler = scheduler;
        this.random = random;
        this.leaseNanos = leaseNanos;
        this.maxLatenessNanos = maxLatenessNanos;
    }

    /** Holds exactly {@code addresses} for {@code member}. */
    void hold(String member, Collection<InetAddress> addresses) {
        Set<String> wanted = new TreeSet<>();
        addresses.forEach(address -> wanted.add(key(member, address)));
        ends.keySet().removeIf(key -> key.startsWith(member + " ") && !wanted.contains(key));
        wanted.forEach(this::lease);
    }

    /** Starts the leases of {@code member} anew, of those addresses that are there. */
    void refresh(String member) {
        ends.keySet().stream()
                .filter(key -> key.startsWith(member + " "))
                .toList()
                .forEach(this::lease);
    }

    void release(String member) {
        ends.keySet().removeIf(key -> key.startsWith(member + " "));
    }

    boolean holds(String member, InetAddress address) {
        return ends.containsKey(key(member, address));
    }

    boolean holdsAny(String member) {
        return !ends.isEmpty() && ends.keySet().stream().anyMatch(key -> key.startsWith(member + " "));
    }

    /** Whether {@code address} is there and its lease has not ended. */
    boolean isLeased(String member, InetAddress address) {
        Long end = ends.get(key(member, address));
        return end != null && end > scheduler.now();
    }

    private void lease(String key) {
        long end = scheduler.now() + leaseNanos;
        ends.put(key, end);
        scheduler.at(end + random.nextLong(maxLatenessNanos + 1), () -> ends.remove(key, end));
    }

    private static String key(String member, InetAddress address) {
        return member + " " + address.getHostAddress();
    }
}
