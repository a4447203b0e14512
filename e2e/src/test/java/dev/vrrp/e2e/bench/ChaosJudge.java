package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.bench.ChaosRun.Suffering;
import dev.vrrp.e2e.bench.ChaosRun.Watched;
import dev.vrrp.e2e.lab.AddressHistory;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.WireWatch;
import dev.vrrp.e2e.lab.WireWatch.Advertisement;
import dev.vrrp.e2e.lab.WireWatch.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must be true of a round, seen from outside: by a client that asks a hundred times a second, by a third host that hears the
 * wire, and by what the kernels of the nodes hold.
 */
final class ChaosJudge {
    /** What two busy cores may add to any time of the protocol. */
    private static final Duration TOLERANCE = Duration.ofMillis(1_500);

    /** The lease at an interval of 1 s, what the kernel adds to it, and the tolerance. */
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(3 + 2).plus(TOLERANCE);

    /** In which two can't know of each other. */
    private static final Set<Fault> SEPARATING = EnumSet.of(Fault.CUT, Fault.DEAF);

    private final Lab lab;
    private final AddressHistory history;
    private final WireWatch wire;

    ChaosJudge(Lab lab, AddressHistory history, WireWatch wire) {
        this.lab = lab;
        this.history = history;
        this.wire = wire;
    }

    /** What was broken since {@code begun}; call it when all is in order again. */
    List<String> judge(Instant begun, List<Suffering> sufferings) {
        List<String> wrong = new ArrayList<>();
        for (Watched watched : ChaosRun.WATCHED) {
            nobodyAnswered(watched, begun, sufferings, wrong);
            twoMastersHeard(watched, begun, sufferings, wrong);
            twoHolders(watched, begun, sufferings, wrong);
            clientIsWrong(watched, wrong);
            sufferings.forEach(one -> spokenFromThePast(watched, one, wrong));
        }
        return wrong;
    }

    /** Each fault may cost one election. */
    private void nobodyAnswered(Watched watched, Instant begun, List<Suffering> sufferings, List<String> wrong) {
        Duration outage =
                lab.client().probe(watched.address()).longestOutage(begun).duration();
        // a fault, and its end, where the Master of then had the same fate
        Duration bound = watched.masterDown().plus(TOLERANCE).multipliedBy(sufferings.size());
        if (outage.compareTo(bound) > 0) {
            wrong.add("%s: nobody answered for %d ms, at most %d ms can be"
                    .formatted(watched.address(), outage.toMillis(), bound.toMillis()));
        }
    }

    /** Two that hear each other are not both Master for longer than it takes to say so. */
    private void twoMastersHeard(Watched watched, Instant begun, List<Suffering> sufferings, List<String> wrong) {
        Instant since = sufferings.stream()
                .filter(one -> SEPARATING.contains(one.fault()))
                .map(Suffering::ended)
                .max(Instant::compareTo)
                .orElse(begun);
        Map<String, List<Instant>> claims = wire.claims(watched.virtualRouterId(), since).stream()
                .collect(Collectors.groupingBy(
                        Advertisement::node, Collectors.mapping(Advertisement::time, Collectors.toList())));
        Duration gap = watched.interval().multipliedBy(3);
        Duration bound = watched.interval().multipliedBy(2).plus(TOLERANCE);
        claims.forEach((one, itsClaims) -> claims.forEach((other, otherClaims) -> {
            Duration both = Spans.longestShared(Spans.of(itsClaims, gap), Spans.of(otherClaims, gap));
            if (one.compareTo(other) < 0 && both.compareTo(bound) > 0) {
                wrong.add("%s: %s and %s both claimed it for %d ms, at most %d ms can be"
                        .formatted(watched.address(), one, other, both.toMillis(), bound.toMillis()));
            }
        }));
    }

    /** An agent that is dead or frozen loses its addresses with their lease. */
    private void twoHolders(Watched watched, Instant begun, List<Suffering> sufferings, List<String> wrong) {
        boolean separated = sufferings.stream().anyMatch(one -> SEPARATING.contains(one.fault()));
        boolean keepalivedHeld =
                sufferings.stream().anyMatch(one -> !one.victim().isAgent());
        Duration shared = history.longestShared(watched.address(), begun);
        if (!separated && !keepalivedHeld && shared.compareTo(LONGEST_LEASE) > 0) {
            wrong.add("%s: two nodes held it for %d ms, at most %d ms can be"
                    .formatted(watched.address(), shared.toMillis(), LONGEST_LEASE.toMillis()));
        }
    }

    private void clientIsWrong(Watched watched, List<String> wrong) {
        Set<String> holders = history.holders(watched.address());
        boolean right = lab.client()
                .neighbour(watched.address())
                .filter(mac ->
                        lab.nodes().stream().anyMatch(node -> holders.contains(node.name()) && node.speaksFrom(mac)))
                .isPresent();
        if (!right) {
            wrong.add(watched.address() + ": the client's neighbour entry is not of " + holders);
        }
    }

    /**
     * An agent that was Master, and frozen for so long that another took over, has nothing to say until it may preempt; nor has one
     * that was Backup, where the new Master has a higher priority.
     */
    private void spokenFromThePast(Watched watched, Suffering one, List<String> wrong) {
        Instant thawed = one.ended();
        String victim = one.victim().node().name();
        boolean wasMaster = claimed(watched, one.begun()).stream()
                .anyMatch(claim -> claim.node().equals(victim));
        boolean replaced = claimed(watched, thawed).stream()
                .anyMatch(claim -> claim.time().isAfter(one.begun())
                        && !claim.node().equals(victim)
                        && (wasMaster || claim.priority() > one.victim().priority()));
        if (one.fault() != Fault.FROZEN || !one.victim().isAgent() || !replaced) {
            return;
        }
        Instant mayPreempt = thawed.plus(watched.interval().multipliedBy(5).dividedBy(2));
        Map<String, Long> spoken = new HashMap<>();
        wire.heard(thawed).stream()
                .filter(heard -> heard.node().equals(victim) && heard.time().isBefore(mayPreempt))
                .forEach(heard -> {
                    switch (heard) {
                        case Advertisement advertisement -> {
                            if (advertisement.virtualRouterId() == watched.virtualRouterId()
                                    && advertisement.priority() > 0) {
                                spoken.merge("advertisements", 1L, Long::sum);
                            }
                        }
                        case Announcement announcement -> {
                            if (announcement.address().equals(watched.address())) {
                                spoken.merge("announcements", 1L, Long::sum);
                            }
                        }
                    }
                });
        if (!spoken.isEmpty()) {
            wrong.add("%s: %s was frozen, and then spoke from the past: %s"
                    .formatted(watched.address(), one.victim(), spoken));
        }
    }

    /** The claims of the two intervals before {@code time}. */
    private List<Advertisement> claimed(Watched watched, Instant time) {
        return wire
                .claims(watched.virtualRouterId(), time.minus(watched.interval().multipliedBy(2)))
                .stream()
                .filter(claim -> claim.time().isBefore(time))
                .toList();
    }

    /** Who holds and answers what. */
    String present() {
        return ChaosRun.WATCHED.stream()
                        .map(watched -> "%s is held by %s and answered by %s"
                                .formatted(
                                        watched.address(),
                                        history.holders(watched.address()),
                                        lab.client()
                                                .probe(watched.address())
                                                .answeringNode()
                                                .orElse("nobody")))
                        .collect(Collectors.joining("; "))
                + "; " + lab.nodes().stream().map(Node::heldAddresses).toList();
    }
}
