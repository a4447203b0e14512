package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Virtual routers that the kernel let have none of their addresses, for one where it makes no macvlan for a virtual MAC address. A
 * Master like that would keep the others from answering, so it is in Fault, and tries again later each time: where it preempts, each
 * try costs clients an election.
 */
final class Refusals {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long FIRST_PAUSE_NANOS = 30 * SECOND_NANOS;
    private static final long LONGEST_PAUSE_NANOS = 20 * FIRST_PAUSE_NANOS;
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    /** @param linkIndex of the interface; one that is made anew has another */
    private record Refusal(int linkIndex, String message, MonotonicInstant until, long pauseNanos) {}

    /** By virtual router. */
    private final Map<String, Refusal> refusals = new HashMap<>();

    private final Releases releases =
            new Releases(now -> refusals.values().stream().map(Refusal::until).filter(now::isBefore));

    /** The kernel refused all addresses of {@code router} on an interface; {@code message} says why, a clause. */
    void add(String router, int linkIndex, String message, MonotonicInstant now) {
        Refusal before = refusals.get(router);
        long pauseNanos = before != null && now.nanosSince(before.until) < LONGEST_PAUSE_NANOS
                ? Math.min(2 * before.pauseNanos, LONGEST_PAUSE_NANOS)
                : FIRST_PAUSE_NANOS;
        refusals.put(router, new Refusal(linkIndex, message, now.plusNanos(pauseNanos), pauseNanos));
        releases.renew(now);
        log.warn(
                "{}: it holds none of its addresses and gives way for {} s: {}",
                router,
                pauseNanos / SECOND_NANOS,
                message);
    }

    /** Why a virtual router can't take part, a clause; empty if it can. */
    Optional<String> remark(String router, int linkIndex, MonotonicInstant now) {
        return Optional.ofNullable(refusals.get(router))
                .filter(refusal -> refusal.linkIndex == linkIndex && now.isBefore(refusal.until))
                .map(refusal -> "it could hold none of its addresses: " + refusal.message);
    }

    /** Forgets all but those of {@code routers}. */
    void retain(Collection<String> routers) {
        refusals.keySet().retainAll(routers);
    }

    /** When the next pause ends. */
    Optional<MonotonicInstant> nextDeadline() {
        return releases.next();
    }

    /** Whether a pause has ended since this was last asked. */
    boolean released(MonotonicInstant now) {
        return releases.released(now);
    }
}
