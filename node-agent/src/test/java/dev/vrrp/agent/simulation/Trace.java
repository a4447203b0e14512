package dev.vrrp.agent.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The last things that happened, one a line; with every frame if it is detailed. */
final class Trace {
    private static final int MOST_LINES = 400;
    private static final int MOST_LINES_IN_DETAIL = 4000;

    private final Deque<Line> lines = new ArrayDeque<>();
    private final Scheduler scheduler;
    private final boolean detailed;

    private record Line(long time, String who, String what) {}

    Trace(Scheduler scheduler, boolean detailed) {
        this.scheduler = scheduler;
        this.detailed = detailed;
    }

    boolean isDetailed() {
        return detailed;
    }

    void add(String who, String what) {
        if (lines.size() == (detailed ? MOST_LINES_IN_DETAIL : MOST_LINES)) {
            lines.removeFirst();
        }
        lines.addLast(new Line(scheduler.now(), who, what));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append(String.format(Locale.ROOT, "%12.6f s  %-6s %s%n", line.time() / 1e9, line.who(), line.what()));
        }
        return text.toString();
    }
}
