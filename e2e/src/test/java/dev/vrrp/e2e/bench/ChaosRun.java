package dev.vrrp.e2e.bench;

import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.AddressHistory;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.WireWatch;
import dev.vrrp.e2e.peer.TwoServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Two agents and a keepalived on one LAN, two virtual routers, and in each round one or two of the three suffer a fault. What a client
 * and a third host must see of it is judged by {@link ChaosJudge}. All choices come from one seed.
 */
public final class ChaosRun implements AutoCloseable {
    /** One of the virtual routers, as it is watched from outside. */
    record Watched(int virtualRouterId, String address, Card card, Duration interval) {
        /** Of the one with the lowest priority, which is keepalived's 100. */
        Duration masterDown() {
            return interval.multipliedBy(3).plus(interval.multipliedBy(156).dividedBy(256));
        }
    }

    static final List<Watched> WATCHED = List.of(
            new Watched(51, TwoServers.FIRST_ADDRESS, Card.FIRST, Duration.ofMillis(100)),
            new Watched(52, TwoServers.SECOND_ADDRESS, Card.SECOND, Duration.ofSeconds(1)));

    /** Until all is in order after the last fault has ended: a start, an election, and a card that flapped and has to stay up. */
    private static final Duration SETTLED = Duration.ofSeconds(50);

    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int MOST_LOG_LINES = 60;

    /** A fault of one competitor in a round; {@code ended} is when it had ended. */
    record Suffering(Competitor victim, Fault fault, Instant begun, Instant ended) {}

    private final Random random;
    private final Lab lab = Lab.create(NodePlan.ALL);
    private final AddressHistory history = AddressHistory.follow(lab);
    private final WireWatch wire = WireWatch.start(lab);
    private final List<Competitor> competitors;
    private final ChaosJudge judge = new ChaosJudge(lab, history, wire);
    private final Instant origin = Instant.now();
    private final List<String> story = new ArrayList<>();

    private ChaosRun(long seed) {
        this.random = new Random(seed);
        WATCHED.forEach(watched -> lab.client().probe(watched.address()));
        this.competitors = List.of(
                new Competitor(Contender.AGENT.on(lab.node(NodePlan.A), lab.directory()), 200),
                new Competitor(Contender.AGENT.on(lab.node(NodePlan.B), lab.directory()), 151),
                new Competitor(Contender.KEEPALIVED.on(lab.node(NodePlan.C), lab.directory()), Plans.LOW));
    }

    public static void main(String[] arguments) {
        long seed = System.nanoTime() & 0xffff_ffffL;
        long minutes = 30;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--minutes" -> minutes = Long.parseLong(arguments[i + 1]);
                case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
                default -> {
                    System.err.println("Options of e2e/bench chaos: --minutes N (default 30), --seed N");
                    System.exit(2);
                }
            }
        }
        System.exit(play(seed, Duration.ofMinutes(minutes)).isEmpty() ? 0 : 1);
    }

    /** Plays for {@code duration} and returns what was broken; all of it is printed, with the seed and the story up to there. */
    public static List<String> play(long seed, Duration duration) {
        System.out.println("chaos, seed " + seed);
        List<String> broken = new ArrayList<>();
        int rounds = 0;
        try (ChaosRun run = new ChaosRun(seed)) {
            run.begin();
            Instant end = Instant.now().plus(duration);
            while (Instant.now().isBefore(end)) {
                rounds++;
                List<String> wrong = run.round(rounds);
                if (!wrong.isEmpty()) {
                    broken.addAll(wrong);
                    System.out.println("BROKEN in round " + rounds + ", seed " + seed + ":\n  "
                            + String.join("\n  ", wrong) + "\n" + run.evidence());
                }
            }
        }
        System.out.printf("chaos, seed %d: %d rounds, %d broken%n", seed, rounds, broken.size());
        return broken;
    }

    private void begin() {
        competitors.forEach(Competitor::start);
        if (!settles()) {
            throw new IllegalStateException("no Master before the first fault\n" + evidence());
        }
    }

    private List<String> round(int number) {
        tell("round " + number + ", Master is " + expected());
        Instant begun = Instant.now();
        List<Competitor> victims = new ArrayList<>(competitors);
        Collections.shuffle(victims, random);
        // the Master suffers in two rounds of three
        if (random.nextInt(3) > 0) {
            victims.remove(expected());
            victims.addFirst(expected());
        }
        List<Suffering> sufferings = new ArrayList<>();
        List<Suffering> open = new ArrayList<>();
        for (Competitor victim : victims.subList(0, 1 + random.nextInt(2))) {
            Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
            pause(Duration.ofMillis(random.nextInt(1_000)));
            tell(victim + ": " + fault);
            Instant moment = Instant.now();
            fault.begin(victim, random);
            open.add(new Suffering(victim, fault, moment, moment));
        }
        for (Suffering one : open) {
            pause(Fault.duration(random));
            Instant ending = Instant.now();
            one.fault().end(one.victim(), random);
            tell(one.victim() + ": no longer " + one.fault());
            sufferings.add(new Suffering(one.victim(), one.fault(), one.begun(), ending));
        }
        List<String> wrong = new ArrayList<>();
        if (settles()) {
            tell("settled");
        } else {
            wrong.add("not settled within " + SETTLED.toSeconds() + " s: " + expected() + " should be Master; "
                    + judge.present());
            recover();
        }
        wrong.addAll(judge.judge(begun, sufferings));
        return wrong;
    }

    private Competitor expected() {
        return competitors.stream()
                .max(Comparator.comparingInt(Competitor::priority))
                .orElseThrow();
    }

    private boolean settles() {
        String master = expected().node().name();
        try {
            await().atMost(SETTLED).pollInterval(POLL).until(() -> WATCHED.stream()
                    .allMatch(watched -> history.holders(watched.address()).equals(Set.of(master))
                            && lab.client()
                                    .probe(watched.address())
                                    .answeringNode()
                                    .filter(master::equals)
                                    .isPresent()));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Starts everything anew, so that the next round is judged by itself. */
    private void recover() {
        for (Competitor competitor : competitors) {
            competitor.signal("CONT");
            competitor.signal("KILL");
            competitor.awaitDeath();
            for (Watched watched : WATCHED) {
                competitor
                        .node()
                        .namespace()
                        .run(
                                "ip",
                                "address",
                                "del",
                                watched.address() + "/24",
                                "dev",
                                watched.card().device());
            }
        }
        competitors.forEach(Competitor::start);
        WATCHED.forEach(watched -> lab.client().forget(watched.address()));
        if (!settles()) {
            throw new IllegalStateException("no Master after a new start\n" + evidence());
        }
    }

    private void tell(String what) {
        String line =
                "%8.3f s  %s".formatted(Duration.between(origin, Instant.now()).toMillis() / 1e3, what);
        story.add(line);
        System.out.println(line);
    }

    private String evidence() {
        StringBuilder text = new StringBuilder();
        for (Competitor competitor : competitors) {
            List<String> lines = competitor.log().lines().toList();
            text.append("--- last lines of ").append(competitor).append(" ---\n");
            lines.subList(Math.max(0, lines.size() - MOST_LOG_LINES), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(30)).until(() -> true);
    }

    @Override
    public void close() {
        lab.close();
    }
}
