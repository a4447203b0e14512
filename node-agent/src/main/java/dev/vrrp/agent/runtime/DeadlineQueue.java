package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The next deadline of each of many owners. A later deadline does not move an entry: the owner is woken too early, which is
 * harmless, and asked again; so an advertisement that only pushes a timer on costs nothing here.
 */
final class DeadlineQueue<T> {
    private record Entry<T>(MonotonicInstant at, T owner) {}

    private final PriorityQueue<Entry<T>> queue = new PriorityQueue<>((a, b) -> Long.signum(a.at().nanosSince(b.at())));
    private final Map<T, MonotonicInstant> earliest = new HashMap<>();

    void schedule(T owner, MonotonicInstant at) {
        MonotonicInstant present = earliest.get(owner);
        if (present == null || at.isBefore(present)) {
            earliest.put(owner, at);
            queue.add(new Entry<>(at, owner));
        }
    }

    Optional<MonotonicInstant> next() {
        return Optional.ofNullable(queue.peek()).map(Entry::at);
    }

    /** Takes out the owners whose deadline is at or before {@code now}; each is to be scheduled again. */
    List<T> takeDue(MonotonicInstant now) {
        List<T> due = new ArrayList<>();
        for (Entry<T> head = queue.peek(); head != null && !head.at().isAfter(now); head = queue.peek()) {
            queue.remove();
            if (earliest.remove(head.owner(), head.at())) {
                due.add(head.owner());
            }
        }
        return due;
    }
}
