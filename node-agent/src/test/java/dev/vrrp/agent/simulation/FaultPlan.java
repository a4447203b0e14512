package dev.vrrp.agent.simulation;

import java.util.List;
import java.util.stream.Stream;

/**
 * All that goes wrong in a run, and all that is changed.
 *
 * @param weather until the heal
 * @param maxDelayMicros longest way of a frame, before the heal and after it; shorter ones overtake
 * @param healMillis when the weather becomes fair; every fault has ended and every change has arrived
 */
record FaultPlan(Weather weather, long maxDelayMicros, List<Fault> faults, List<Change> changes, long healMillis) {
    /**
     * What happens to frames, in shares from 0 to 1.
     *
     * @param loss those that are lost
     * @param corruption those that arrive with a flipped bit
     * @param duplication those that arrive twice
     */
    record Weather(double loss, double corruption, double duplication) {
        static final Weather FAIR = new Weather(0, 0, 0);

        /** Whether no frame is missing. */
        boolean losesNothing() {
            return loss == 0 && corruption == 0;
        }
    }

    /**
     * New settings of a group, given out at a time; they arrive at each node a little later, at each at another time.
     *
     * @param spreadMillis until they have arrived everywhere
     */
    record Change(int group, long atMillis, long spreadMillis, Settings settings) {}

    FaultPlan {
        faults = List.copyOf(faults);
        changes = List.copyOf(changes);
    }

    /** Nothing but {@code faults}; frames take up to 200 µs. */
    static FaultPlan of(Fault... faults) {
        return new FaultPlan(Weather.FAIR, 200, List.of(faults), List.of(), 0).healed();
    }

    FaultPlan with(Change... more) {
        return new FaultPlan(
                        weather,
                        maxDelayMicros,
                        faults,
                        Stream.concat(changes.stream(), Stream.of(more)).toList(),
                        healMillis)
                .healed();
    }

    FaultPlan withFaults(List<Fault> others) {
        return new FaultPlan(weather, maxDelayMicros, others, changes, healMillis);
    }

    FaultPlan withChanges(List<Change> others) {
        return new FaultPlan(weather, maxDelayMicros, faults, others, healMillis);
    }

    FaultPlan withWeather(Weather other) {
        return new FaultPlan(other, maxDelayMicros, faults, changes, healMillis);
    }

    /** This plan, healed at its end. */
    private FaultPlan healed() {
        long end = Stream.concat(
                        faults.stream().map(Fault::untilMillis),
                        changes.stream().map(change -> change.atMillis() + change.spreadMillis()))
                .reduce(0L, Math::max);
        return new FaultPlan(weather, maxDelayMicros, faults, changes, end);
    }
}
