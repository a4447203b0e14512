package dev.vrrp.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {
    private final DeadlineQueue<String> queue = new DeadlineQueue<>();

    @Test
    void givesOutOwnersInTheOrderOfTheirDeadlines() {
        queue.schedule("b", at(20));
        queue.schedule("a", at(10));
        queue.schedule("c", at(30));

        assertThat(queue.next()).contains(at(10));
        assertThat(queue.takeDue(at(20))).containsExactly("a", "b");
        assertThat(queue.next()).contains(at(30));
    }

    @Test
    void anEarlierDeadlineReplacesALaterOne() {
        queue.schedule("a", at(30));
        queue.schedule("a", at(10));

        assertThat(queue.takeDue(at(40))).containsExactly("a");
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void aLaterDeadlineWakesTooEarlyAndCostsNothing() {
        queue.schedule("a", at(10));
        queue.schedule("a", at(30));

        assertThat(queue.takeDue(at(10))).containsExactly("a");
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void survivesTheOverflowOfTheClock() {
        queue.schedule("after", new MonotonicInstant(Long.MIN_VALUE + 5));
        queue.schedule("before", new MonotonicInstant(Long.MAX_VALUE - 5));

        assertThat(queue.takeDue(new MonotonicInstant(Long.MAX_VALUE))).containsExactly("before");
    }

    private static MonotonicInstant at(long nanos) {
        return new MonotonicInstant(nanos);
    }
}
