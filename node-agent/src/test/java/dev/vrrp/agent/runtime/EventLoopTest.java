package dev.vrrp.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A loop that ends by what it is told, so that it runs on the test's thread, on a clock of the test. */
class EventLoopTest {
    private static final MonotonicInstant NOW = new MonotonicInstant(1_000_000_000L);

    private final List<String> journal = new ArrayList<>();
    private MonotonicInstant clock = NOW;
    private MonotonicInstant obeyed = NOW;
    private final EventLoop loop = new EventLoop(() -> clock, _ -> journal.add("late"));

    @Test
    void allThatHasComeCountsBeforeADeadlineThatWasMissed() {
        for (int i = 1; i <= 3; i++) {
            String frame = "frame " + i;
            loop.execute(() -> journal.add(frame));
        }

        loop.run(due(NOW.plusNanos(-400_000_000L)));

        assertThat(journal).containsExactly("frame 1", "frame 2", "frame 3", "deadline", "late");
    }

    @Test
    void framesThatGoOnComingKeepNoDeadlineWaiting() {
        loop.execute(this::anotherFrameEachTime);

        loop.run(due(NOW));

        assertThat(journal).containsExactly("frame", "frame", "deadline", "late");
    }

    @Test
    void beforeItsTimeNothingWaitsForOthers() {
        loop.execute(() -> journal.add("frame 1"));
        loop.execute(() -> journal.add("frame 2"));

        loop.run(due(NOW.plusNanos(1)));

        assertThat(journal).containsExactly("frame 1", "deadline");
    }

    @Test
    void noDeadlineIsOfATimeBeforeTheTasksThatCameFirst() {
        for (int i = 0; i < 3; i++) {
            loop.execute(() -> clock = clock.plusNanos(1_000_000L));
        }

        loop.run(due(NOW));

        assertThat(obeyed).isEqualTo(NOW.plusNanos(3_000_000L));
    }

    private void anotherFrameEachTime() {
        journal.add("frame");
        loop.execute(this::anotherFrameEachTime);
    }

    /** One deadline, after which the loop ends. */
    private EventLoop.Timed due(MonotonicInstant at) {
        return new EventLoop.Timed() {
            @Override
            public Optional<MonotonicInstant> nextDeadline() {
                return Optional.of(at);
            }

            @Override
            public void deadlineReached(MonotonicInstant now) {
                journal.add("deadline");
                obeyed = now;
                loop.stop();
            }
        };
    }
}
