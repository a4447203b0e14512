package dev.vrrp.e2e.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an address a thousand times a second, and counts. */
public final class FastProbe {
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
    private static final Duration END_BOUND = Duration.ofSeconds(30);

    private final ManagedProcess ping;

    private FastProbe(ManagedProcess ping) {
        this.ping = ping;
    }

    public static FastProbe start(Lab lab, String address) {
        return new FastProbe(ManagedProcess.start(
                lab.client().namespace(),
                "ping",
                lab.directory().resolve("ping-" + System.nanoTime() + ".log"),
                Map.of(),
                List.of("ping", "-n", "-q", "-i", "0.001", address)));
    }

    /** Ends the probe, which must have got an answer within the last millisecond or so. */
    public Result end() {
        Command.run("kill", "-INT", String.valueOf(ping.pid()));
        ping.waitFor(END_BOUND);
        Matcher summary = SUMMARY.matcher(ping.logText());
        if (!summary.find()) {
            throw new IllegalStateException("ping has not counted: " + ping.logText());
        }
        return new Result(Long.parseLong(summary.group(1)), Long.parseLong(summary.group(2)));
    }

    /** How many requests were sent and answered. The last one may be under way. */
    public record Result(long sent, long answered) {
        public long lost() {
            return Math.max(0, sent - answered - 1);
        }

        @Override
        public String toString() {
            return "%d of %d probes were lost".formatted(lost(), sent);
        }
    }
}
