package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.simulation.FaultPlan.Change;
import dev.vrrp.agent.simulation.FaultPlan.Weather;
import dev.vrrp.agent.simulation.Scenario.Group;
import dev.vrrp.agent.simulation.Scenario.Kind;
import dev.vrrp.agent.simulation.Scenario.Router;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Draws a scenario from a seed: most are small, some have everything. */
final class RandomScenario {
    private static final int MOST_FAULTS = 6;
    private static final int MOST_CHANGES = 3;
    private static final int CLOCK_ERROR_PPM = 500;

    /** Faults and changes happen in the first 20 intervals, and end in the next 8. */
    private static final int FAULTY_INTERVALS = 20;

    private static final int LONGEST_FAULT_INTERVALS = 8;

    private static final List<Kind> KINDS =
            List.of(Kind.OURS, Kind.OURS, Kind.OURS, Kind.OURS, Kind.FOREIGN, Kind.FOREIGN_GROUPED);

    private final RandomGenerator random;
    private final long seed;
    private final int nodes;
    private final int segments;
    private final long intervalMillis;

    private RandomScenario(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        nodes = random.nextInt(3) > 0 ? random.nextInt(2, 4) : random.nextInt(2, 8);
        segments = random.nextInt(1, 4);
        intervalMillis = List.of(1000L, 1000L, 100L, 100L, 10L).get(random.nextInt(5));
    }

    static Scenario of(long seed) {
        return new RandomScenario(seed).scenario();
    }

    private Scenario scenario() {
        List<Router> routers = new ArrayList<>();
        boolean mixed = random.nextInt(3) == 0;
        for (int node = 0; node < nodes; node++) {
            Kind kind = mixed && node > 0 ? KINDS.get(random.nextInt(KINDS.size())) : Kind.OURS;
            routers.add(new Router(kind, random.nextInt(-CLOCK_ERROR_PPM, CLOCK_ERROR_PPM + 1)));
        }
        List<Group> groups = new ArrayList<>();
        for (int group = random.nextInt(1, 4) / 2; group >= 0; group--) {
            groups.add(group());
        }
        List<Fault> faults = new ArrayList<>();
        for (int fault = random.nextInt(MOST_FAULTS + 1); fault > 0; fault--) {
            faults.add(fault());
        }
        List<Change> changes = new ArrayList<>();
        if (random.nextBoolean()) {
            for (int change = random.nextInt(1, MOST_CHANGES + 1); change > 0; change--) {
                changes.add(change(groups));
            }
        }
        changes.sort(Comparator.comparingLong(Change::atMillis));
        Weather weather = new Weather(
                random.nextBoolean() ? 0 : random.nextDouble(0.3),
                random.nextBoolean() ? 0 : random.nextDouble(0.1),
                random.nextBoolean() ? 0 : random.nextDouble(0.2));
        FaultPlan plan = new FaultPlan(
                random.nextInt(3) == 0 ? weather : Weather.FAIR,
                random.nextLong(1, intervalMillis * 1000 / 8),
                faults,
                changesInTurn(changes, groups),
                (FAULTY_INTERVALS + LONGEST_FAULT_INTERVALS) * intervalMillis);
        Scenario scenario = new Scenario(seed, routers, segments, groups, false, plan);
        return random.nextBoolean() ? scenario.withCrossedAddresses() : scenario;
    }

    private Group group() {
        ProtocolVersion version =
                intervalMillis == 1000 && random.nextInt(3) == 0 ? ProtocolVersion.V2 : ProtocolVersion.V3;
        List<Integer> cards = new ArrayList<>();
        for (int member = random.nextInt(1, 4); member > 0; member--) {
            cards.add(random.nextInt(segments));
        }
        boolean preempt = random.nextInt(3) > 0;
        Settings settings = new Settings(
                random.nextInt(3) > 0 ? cards.size() : random.nextInt(1, cards.size() + 1),
                intervalMillis,
                preempt,
                preempt && random.nextInt(4) == 0 ? 2 * intervalMillis : 0,
                random.nextInt(1, 3),
                priorities());
        return new Group(version, cards, settings);
    }

    /** What the operator plans, what people write, the closest, the widest, any, and the ones that only the address decides. */
    private List<Integer> priorities() {
        int choice = random.nextInt(6);
        List<Integer> priorities = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            priorities.add(
                    switch (choice) {
                        case 0 -> 250 - 10 * node;
                        case 1 -> 100 - 10 * node;
                        case 2 -> 101 - node;
                        case 3 -> Math.max(1, 200 - 100 * node);
                        case 4 -> random.nextInt(1, 255);
                        default -> 100;
                    });
        }
        Collections.shuffle(priorities, new Random(random.nextLong()));
        return priorities;
    }

    private Fault fault() {
        int node = random.nextInt(nodes);
        long from = random.nextLong(FAULTY_INTERVALS * intervalMillis);
        long until = from + random.nextLong(intervalMillis / 5, LONGEST_FAULT_INTERVALS * intervalMillis);
        return switch (random.nextInt(6)) {
            case 0 -> {
                int peer = random.nextBoolean() ? Fault.EVERYBODY : (node + random.nextInt(1, nodes)) % nodes;
                int segment = random.nextBoolean() ? Fault.EVERYWHERE : random.nextInt(segments);
                Fault.Direction[] directions = Fault.Direction.values();
                yield new Fault.Cut(node, peer, segment, directions[random.nextInt(directions.length)], from, until);
            }
            case 1 -> new Fault.CardDown(node, random.nextInt(segments), from, until);
            case 2 -> new Fault.Crash(node, from, until);
            case 3 -> new Fault.Stop(node, from, until);
            case 4 -> new Fault.Refusal(node, from, until);
            default -> new Fault.Freeze(node, random.nextBoolean(), from, until);
        };
    }

    /** A change of one thing; {@link #changesInTurn} adds what had been changed before. */
    private Change change(List<Group> groups) {
        int group = random.nextInt(groups.size());
        return new Change(
                group,
                random.nextLong(FAULTY_INTERVALS * intervalMillis),
                random.nextLong(2 * intervalMillis + 1),
                groups.get(group).settings());
    }

    private List<Change> changesInTurn(List<Change> changes, List<Group> groups) {
        List<Settings> current =
                new ArrayList<>(groups.stream().map(Group::settings).toList());
        List<Change> inTurn = new ArrayList<>();
        for (Change change : changes) {
            Settings next = changed(groups.get(change.group()), current.get(change.group()));
            current.set(change.group(), next);
            inTurn.add(new Change(change.group(), change.atMillis(), change.spreadMillis(), next));
        }
        return inTurn;
    }

    private Settings changed(Group group, Settings settings) {
        return switch (random.nextInt(6)) {
            case 0 -> settings.withPriorities(priorities());
            case 1 ->
                settings.withInterval(
                        settings.intervalMillis() == intervalMillis ? 2 * intervalMillis : intervalMillis);
            case 2 -> settings.withPreempt(!settings.preempt());
            case 3 -> settings.withAddresses(3 - settings.addresses());
            case 4 -> settings.withPreemptDelay(settings.preempt() ? random.nextLong(0, 4) * intervalMillis : 0);
            default -> settings.withMembers(1 + random.nextInt(group.cards().size()));
        };
    }
}
