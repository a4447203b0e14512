package dev.vrrp.agent.simulation;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The addresses of one node, as leases. One that is not refreshed ends after its lease and is removed a little later; the
 * kernel outlives the process. It may refuse to take an address, as it does where somebody else has put it there.
 */
final class SimulatedKernel {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Map<String, Map<InetAddress, Long>> ends = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private boolean refusing;

    SimulatedKernel(Scheduler scheduler, RandomGenerator random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    void refuse(boolean value) {
        refusing = value;
    }

    /** Whether it has not taken an address of {@code member} the last time. */
    boolean hasRefused(String member) {
        return refused.contains(member);
    }

    /** The lease that an agent asks for: three intervals, in whole seconds, 1 at least. */
    static long leaseNanos(long intervalNanos) {
        return Math.max(1, 3 * intervalNanos / SECOND_NANOS) * SECOND_NANOS;
    }

    /** Holds exactly {@code addresses} for {@code member}, those that are there with a new lease. */
    void hold(String member, Collection<InetAddress> addresses, long leaseNanos) {
        Map<InetAddress, Long> held = ends.computeIfAbsent(member, _ -> new LinkedHashMap<>());
        Set<InetAddress> wanted = new HashSet<>(addresses);
        held.keySet().retainAll(wanted);
        refused.remove(member);
        for (InetAddress address : addresses) {
            if (!refusing || held.containsKey(address)) {
                long end = scheduler.now() + leaseNanos;
                held.put(address, end);
                scheduler.at(end + random.nextLong(SECOND_NANOS), () -> held.remove(address, end));
            } else {
                refused.add(member);
            }
        }
    }

    void release(String member) {
        ends.remove(member);
    }

    /** Removes what no member of {@code members} holds. */
    void releaseOthers(Set<String> members) {
        ends.keySet().retainAll(members);
    }

    boolean holds(String member, List<InetAddress> addresses) {
        Map<InetAddress, Long> held = ends.get(member);
        return held != null && held.keySet().containsAll(addresses);
    }

    boolean holdsAny(String member) {
        Map<InetAddress, Long> held = ends.get(member);
        return held != null && !held.isEmpty();
    }

    /**
     * Whether an agent that starts may go on with the addresses of {@code member}: each was refreshed less than three intervals
     * ago, as far as the whole seconds tell in which the kernel counts.
     */
    boolean canAdopt(String member, List<InetAddress> addresses, long intervalNanos) {
        Map<InetAddress, Long> held = ends.getOrDefault(member, Map.of());
        return addresses.stream().allMatch(address -> {
            Long end = held.get(address);
            if (end == null) {
                return false;
            }
            // The kernel counts the seconds that have passed, so it rounds up what is left.
            long remaining = Math.ceilDiv(end - scheduler.now(), SECOND_NANOS) * SECOND_NANOS;
            return leaseNanos(intervalNanos) - remaining + SECOND_NANOS <= 3 * intervalNanos;
        });
    }
}
