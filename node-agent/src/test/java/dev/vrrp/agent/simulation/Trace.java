package dev.vrrp.agent.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The last things that happened, one a line. */
final class Trace {
    private static final int MOST_LINES = 400;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Scheduler scheduler;

    Trace(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void add(String who, String what) {
        if (lines.size() == MOST_LINES) {
            lines.removeFirst();
        }
        lines.addLast(String.format(Locale.ROOT, "%12.6f s  %-6s %s", scheduler.now() / 1e9, who, what));
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
