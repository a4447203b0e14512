package dev.vrrp.agent.preflight;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.runtime.NodeState;
import dev.vrrp.agent.runtime.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Whether the time of day runs on evenly, beside the time since the start of the machine. One thread at a time. */
final class ClockCheck implements Check {
    /** More than a clock that is slewed, 0.5 ms in a second, can gain between two looks. */
    private static final Duration JUMP = Duration.ofSeconds(1);
    /** How long a jump is told. */
    private static final Duration TOLD = Duration.ofHours(1);

    private final Ticker ticker;
    private final InstantSource clock;
    private @Nullable Look last;
    private @Nullable Jump jump;

    private record Look(MonotonicInstant at, Instant timeOfDay) {}

    private record Jump(MonotonicInstant at, String words) {}

    ClockCheck(Ticker ticker, InstantSource clock) {
        this.ticker = ticker;
        this.clock = clock;
    }

    @Override
    public String condition() {
        return "ClockSteady";
    }

    @Override
    public Finding look(NodeState node) {
        Look now = new Look(ticker.now(), clock.instant());
        if (last != null) {
            Duration passed = Duration.ofNanos(now.at.nanosSince(last.at));
            Duration shown = Duration.between(last.timeOfDay, now.timeOfDay);
            Duration gained = shown.minus(passed);
            if (gained.abs().compareTo(JUMP) > 0) {
                jump = new Jump(now.at, words(gained, now.timeOfDay));
            }
        }
        last = now;
        if (jump != null && now.at.nanosSince(jump.at) > TOLD.toNanos()) {
            jump = null;
        }
        return jump == null
                ? Finding.fine(condition(), "ClockSteady", "the clock of the node runs evenly")
                : Finding.wrong(
                        condition(),
                        "ClockJumped",
                        jump.words
                                + ". Virtual IPs do not depend on it; the times in status and Events do, and certificates and "
                                + "tokens, by which the API server is reached. Let one program set the clock, such as chrony, and "
                                + "let it slew: timedatectl tells which does");
    }

    private static String words(Duration gained, Instant at) {
        return "the clock of the node jumped %.1f s %s at %s"
                .formatted(
                        gained.abs().toMillis() / 1e3,
                        gained.isNegative() ? "back" : "forward",
                        at.truncatedTo(ChronoUnit.SECONDS));
    }
}
