package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a virtual router is doing.
 *
 * @param priority the effective priority, 1 to 254
 * @param faults what is wrong, each a clause; none in the other states than Fault
 * @param transitions the last five changes of state, newest first; empty before the first
 */
public record RouterReport(
        String name, String interfaceName, State state, int priority, List<String> faults, List<Change> transitions) {
    /** How many changes of state a report remembers. */
    static final int REMEMBERED = 5;

    public RouterReport {
        faults = List.copyOf(faults);
        transitions = List.copyOf(transitions);
    }

    /**
     * One change of state.
     *
     * @param at time of day, for people
     * @param rawOutage see {@link #outage}
     */
    public record Change(
            Instant at,
            State from,
            State to,
            TransitionReason reason,
            @Nullable Duration rawOutage) {
        /** On becoming Master: from the last advertisement heard of the one before to the addresses bound. */
        public Optional<Duration> outage() {
            return Optional.ofNullable(rawOutage);
        }
    }
}
