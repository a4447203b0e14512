package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** When the next of several pauses ends. */
final class Releases {
    private final Function<MonotonicInstant, Stream<MonotonicInstant>> ends;
    private Optional<MonotonicInstant> next = Optional.empty();

    /** @param ends of the pauses that run at a moment */
    Releases(Function<MonotonicInstant, Stream<MonotonicInstant>> ends) {
        this.ends = ends;
    }

    /** The pauses are others now. */
    void renew(MonotonicInstant now) {
        next = ends.apply(now).reduce(MonotonicInstant::earlier);
    }

    /** When the next one ends. */
    Optional<MonotonicInstant> next() {
        return next;
    }

    /** Whether one has ended since this was last asked. */
    boolean released(MonotonicInstant now) {
        boolean released = next.filter(end -> !now.isBefore(end)).isPresent();
        if (released) {
            renew(now);
        }
        return released;
    }
}
