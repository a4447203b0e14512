package dev.vrrp.agent.metrics;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one virtual router: by the loop, for each advertisement without a lock or an allocation, and read by any thread. */
final class RouterCounters {
    /** A change of state, but for where it came from. */
    record Transition(State to, TransitionReason reason) {}

    final LongAdder sent = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder leaseFailures = new LongAdder();
    private final Map<Transition, LongAdder> transitions = new ConcurrentHashMap<>();

    void changed(State to, TransitionReason reason) {
        transitions
                .computeIfAbsent(new Transition(to, reason), _ -> new LongAdder())
                .increment();
    }

    /** How often each change of state was seen; only those that were. */
    Map<Transition, LongAdder> transitions() {
        return transitions;
    }
}
