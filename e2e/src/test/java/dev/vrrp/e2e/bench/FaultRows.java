package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.AddressChange;
import dev.vrrp.e2e.lab.Capture;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.peer.TwoServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What a client sees when something fails, and how the programs behave on the wire. */
final class FaultRows {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Priorities that the operator gives to the two best nodes. */
    private static final int RANKED_FIRST = 250;

    private static final int RANKED_SECOND = 240;

    private FaultRows() {}

    static List<Row> all() {
        return List.of(
                row("silent-loss", FaultRows::silentLoss),
                row("planned-stop", FaultRows::plannedStop),
                row("restart", FaultRows::restart),
                row("deleted", FaultRows::deleted),
                row("freeze", FaultRows::freeze),
                row("sync-group", FaultRows::syncGroup));
    }

    private interface Measuring {
        void measure(Contender contender, Settings settings, Consumer<Sample> results);
    }

    private static Row row(String name, Measuring measuring) {
        return new Row() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void measure(Contender contender, Settings settings, Consumer<Sample> results) {
                measuring.measure(contender, settings, results);
            }
        };
    }

    private static void silentLoss(Contender contender, Settings settings, Consumer<Sample> results) {
        for (Duration interval : settings.intervals()) {
            try (Arena arena =
                    Arena.open(contender, priority -> Plans.one(interval, priority, true), Plans.HIGH, Plans.LOW)) {
                for (int run = 0; run < settings.runs(); run++) {
                    arena.pause(settings.upTo(interval));
                    Instant begun = Instant.now();
                    arena.master().node().cutSilently();
                    arena.awaitAway();
                    results.accept(new Sample(
                            "silent loss of the Master, " + text(interval),
                            "ms",
                            contender,
                            arena.outageMillis(begun)));
                    // the second burst of announcements comes 5 s after the takeover: the heal must not profit from it
                    arena.pause(Duration.ofMillis(700).plus(settings.upTo(interval)));
                    arena.master().node().healCut();
                    arena.pause(Duration.ofSeconds(2));
                    results.accept(new Sample(
                            "silent loss that heals: client wrong after 2 s, " + text(interval),
                            "0/1",
                            contender,
                            arena.clientIsWrong() ? 1 : 0));
                    arena.lab().client().forget(TwoServers.FIRST_ADDRESS);
                    arena.awaitHome();
                }
            }
        }
    }

    private static void plannedStop(Contender contender, Settings settings, Consumer<Sample> results) {
        for (Duration interval : settings.intervals()) {
            try (Arena arena =
                    Arena.open(contender, priority -> Plans.one(interval, priority, true), Plans.HIGH, Plans.LOW)) {
                for (int run = 0; run < settings.runs(); run++) {
                    arena.pause(settings.upTo(interval));
                    Instant begun = Instant.now();
                    arena.master().terminate();
                    arena.awaitAway();
                    arena.pause(Duration.ofMillis(500));
                    results.accept(new Sample(
                            "planned stop, " + text(interval), "lost probes", contender, (double) arena.lost(begun)));
                    arena.master().awaitEnd();
                    arena.startMaster();
                    arena.awaitHome();
                }
            }
        }
    }

    /** keepalived is restarted by itself: its parent starts the process anew that does the work. */
    private static void restart(Contender contender, Settings settings, Consumer<Sample> results) {
        try (Arena arena =
                Arena.open(contender, priority -> Plans.one(SECOND, priority, true), Plans.HIGH, Plans.LOW)) {
            for (int run = 0; run < Math.min(settings.runs(), 5); run++) {
                arena.pause(SECOND.plus(settings.upTo(SECOND)));
                Instant begun = Instant.now();
                List<Long> processes = Contender.processes(arena.master());
                switch (contender) {
                    case AGENT -> {
                        Contender.signal("KILL", processes);
                        ((StandaloneAgent) arena.master()).agent().awaitEnd();
                        arena.startMaster();
                    }
                    case KEEPALIVED -> Contender.signal("KILL", List.of(processes.getLast()));
                }
                arena.pause(Duration.ofSeconds(7));
                arena.awaitHome();
                results.accept(new Sample(
                        "killed and restarted at once, 1 s", "lost probes", contender, (double) arena.lost(begun)));
            }
        }
    }

    private static void deleted(Contender contender, Settings settings, Consumer<Sample> results) {
        try (Arena arena =
                Arena.open(contender, priority -> Plans.one(SECOND, priority, true), Plans.HIGH, Plans.LOW)) {
            for (int run = 0; run < Math.min(settings.runs(), 5); run++) {
                arena.pause(SECOND.plus(settings.upTo(SECOND)));
                Instant begun = Instant.now();
                arena.master()
                        .node()
                        .namespace()
                        .ip("address", "del", TwoServers.FIRST_ADDRESS + "/24", "dev", Card.FIRST.device());
                arena.pause(Duration.ofSeconds(5));
                arena.awaitHome();
                List<AddressChange> changes = arena.history().changes(TwoServers.FIRST_ADDRESS, begun);
                Instant lost = changes.getFirst().time();
                Instant back = changes.stream()
                        .filter(AddressChange::held)
                        .findFirst()
                        .orElseThrow()
                        .time();
                results.accept(new Sample(
                        "address deleted by another program, 1 s: bound again", "ms", contender, millis(lost, back)));
                results.accept(new Sample(
                        "address deleted by another program, 1 s: lost probes", "lost probes", contender, (double)
                                arena.lost(begun)));
            }
        }
    }

    /** Without preemption, so that one that gave way has nothing to say for as long as it is watched. */
    private static void freeze(Contender contender, Settings settings, Consumer<Sample> results) {
        for (Duration interval : settings.intervals()) {
            for (int run = 0; run < Math.min(settings.runs(), 3); run++) {
                try (Arena arena = Arena.open(
                        contender, priority -> Plans.one(interval, priority, false), Plans.HIGH, Plans.LOW)) {
                    List<Long> processes = Contender.processes(arena.master());
                    Capture capture = Capture.start(arena.lab(), arena.master().node(), Card.FIRST);
                    Contender.signal("STOP", processes);
                    arena.awaitAway();
                    arena.pause(
                            interval.multipliedBy(7).plus(Duration.ofSeconds(1)).plus(settings.upTo(interval)));
                    Instant thawed = Instant.now();
                    Contender.signal("CONT", processes);
                    arena.pause(Duration.ofSeconds(3));
                    capture.stop();
                    // the echo replies of a kernel that still holds the address may need an ARP request: only
                    // gratuitous ones count
                    long spoken = capture.times("vrrp || arp.isgratuitous").stream()
                            .filter(time -> time.isAfter(thawed) && time.isBefore(thawed.plusSeconds(1)))
                            .count();
                    results.accept(new Sample(
                            "freeze and thaw, " + text(interval) + ": spoken in the next second",
                            "packets",
                            contender,
                            (double) spoken));
                }
            }
        }
    }

    private static void syncGroup(Contender contender, Settings settings, Consumer<Sample> results) {
        for (int run = 0; run < Math.min(settings.runs(), 5); run++) {
            try (Arena arena =
                    Arena.open(contender, priority -> Plans.group(SECOND, priority), RANKED_FIRST, RANKED_SECOND)) {
                arena.pause(settings.upTo(SECOND));
                Instant begun = Instant.now();
                arena.master().node().carrierDown(Card.SECOND);
                arena.awaitAway();
                results.accept(new Sample(
                        "sync group loses one card, 1 s: both addresses", "ms", contender, arena.outageMillis(begun)));
            }
        }
    }

    static String text(Duration interval) {
        return interval.toMillis() < 1000 ? interval.toMillis() + " ms" : interval.toSeconds() + " s";
    }

    static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
