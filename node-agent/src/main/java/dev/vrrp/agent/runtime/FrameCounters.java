package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.wire.RejectReason;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Frames that were not taken, or only with a remark, by interface and reason. Counted by the loop, read by any thread. */
final class FrameCounters {
    private final ConcurrentMap<String, ConcurrentMap<RejectReason, AtomicLong>> counts = new ConcurrentHashMap<>();

    /** Counts one more and returns how many they are. */
    long increment(String interfaceName, RejectReason reason) {
        return counts.computeIfAbsent(interfaceName, _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(reason, _ -> new AtomicLong())
                .incrementAndGet();
    }

    /** The counts as they are now; every reason is there, most with 0. */
    Map<String, Map<RejectReason, Long>> snapshot() {
        Map<String, Map<RejectReason, Long>> snapshot = new TreeMap<>();
        counts.forEach((interfaceName, byReason) -> snapshot.put(
                interfaceName,
                Arrays.stream(RejectReason.values())
                        .collect(Collectors.toMap(
                                Function.identity(), reason -> byReason.getOrDefault(reason, new AtomicLong())
                                        .get()))));
        return snapshot;
    }

    /** Forgets every interface but these. */
    void retain(Set<String> interfaces) {
        counts.keySet().retainAll(interfaces);
    }
}
