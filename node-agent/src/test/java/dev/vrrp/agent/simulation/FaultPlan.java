package dev.vrrp.agent.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * All that goes wrong in a run.
 *
 * @param loss share of frames that are lost until the heal, 0 to 1
 * @param corruption share of frames that arrive with a flipped bit until the heal
 * @param duplication share of frames that arrive twice until the heal
 * @param maxDelayMicros longest way of a frame, before the heal and after it; shorter ones overtake
 * @param healMillis when the weather becomes fair; every fault has ended
 */
record FaultPlan(
        double loss, double corruption, double duplication, long maxDelayMicros, List<Fault> faults, long healMillis) {
    private static final int MOST_FAULTS = 6;

    FaultPlan {
        faults = List.copyOf(faults);
    }

    /** Nothing but {@code faults}; frames take up to 200 µs. */
    static FaultPlan of(Fault... faults) {
        long end = List.of(faults).stream().mapToLong(Fault::untilMillis).max().orElse(0);
        return new FaultPlan(0, 0, 0, 200, List.of(faults), end);
    }

    static FaultPlan random(RandomGenerator random, int nodes, int cards, long intervalMillis) {
        List<Fault> faults = new ArrayList<>();
        int count = random.nextInt(MOST_FAULTS + 1);
        for (int i = 0; i < count; i++) {
            long from = random.nextLong(20 * intervalMillis);
            long until = from + random.nextLong(intervalMillis / 5, 8 * intervalMillis);
            faults.add(fault(random, random.nextInt(nodes), nodes, cards, from, until));
        }
        return new FaultPlan(
                random.nextBoolean() ? 0 : random.nextDouble(0.3),
                random.nextBoolean() ? 0 : random.nextDouble(0.1),
                random.nextBoolean() ? 0 : random.nextDouble(0.2),
                random.nextLong(1, intervalMillis * 1000 / 8),
                faults,
                28 * intervalMillis);
    }

    private static Fault fault(RandomGenerator random, int node, int nodes, int cards, long from, long until) {
        return switch (random.nextInt(5)) {
            case 0 -> {
                int peer = random.nextBoolean() ? Fault.EVERYBODY : (node + 1) % nodes;
                Fault.Direction[] directions = Fault.Direction.values();
                yield new Fault.Cut(node, peer, directions[random.nextInt(directions.length)], from, until);
            }
            case 1 -> new Fault.CardDown(node, random.nextInt(cards), from, until);
            case 2 -> new Fault.Crash(node, from, until);
            case 3 -> new Fault.Stop(node, from, until);
            default -> new Fault.Freeze(node, random.nextBoolean(), from, until);
        };
    }
}
