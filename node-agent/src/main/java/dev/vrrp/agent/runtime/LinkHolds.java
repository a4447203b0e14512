package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The holds of the interfaces of the node, by name; one that is deleted has lost its carrier. */
final class LinkHolds {
    /** Names come from the kernel, and a node may make and delete interfaces for ever. */
    private static final int MOST_ABSENT = 256;

    private static final Logger log = LoggerFactory.getLogger(LinkHolds.class);

    private final Map<String, LinkHold> holds = new HashMap<>();
    private final Releases releases = new Releases(
            now -> holds.values().stream().filter(hold -> hold.isHeld(now)).map(LinkHold::heldUntil));

    void linksChanged(Collection<Link> links, MonotonicInstant now) {
        Map<String, Boolean> carriers = links.stream().collect(Collectors.toMap(Link::name, Link::up, (a, b) -> b));
        if (holds.size() > carriers.size() + MOST_ABSENT) {
            holds.keySet().retainAll(carriers.keySet());
        }
        holds.replaceAll((name, hold) -> next(name, hold, carriers.getOrDefault(name, false), now));
        carriers.forEach((name, carrier) -> holds.putIfAbsent(name, LinkHold.first(carrier, now)));
        releases.renew(now);
    }

    private static LinkHold next(String name, LinkHold hold, boolean carrier, MonotonicInstant now) {
        LinkHold next = hold.observe(carrier, now);
        if (next.isHeld(now) && !next.equals(hold)) {
            log.warn(
                    "interface {} flaps: it counts as up again when it has stayed up for {} s",
                    name,
                    next.hold().toSeconds());
        }
        return next;
    }

    /** Why an interface that is up does not count as up, a clause; empty if it does. */
    Optional<String> remark(String interfaceName, MonotonicInstant now) {
        return Optional.ofNullable(holds.get(interfaceName))
                .filter(hold -> hold.isHeld(now))
                .map(hold -> "flaps and must stay up for " + hold.hold().toSeconds() + " s");
    }

    /** When the next hold ends. */
    Optional<MonotonicInstant> nextDeadline() {
        return releases.next();
    }

    /** Whether a hold has ended since this was last asked. */
    boolean released(MonotonicInstant now) {
        return releases.released(now);
    }
}
