package dev.vrrp.agent;

import dev.vrrp.agent.lab.Flood;
import dev.vrrp.agent.lab.HostileFrames;
import dev.vrrp.agent.lab.TwoNodes;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Two agents, a flood that both of them get, and how late the Master's advertisements are meanwhile. */
final class FloodRun {
    /** The longest interval with which they begin. */
    private static final Duration SOON = Duration.ofMillis(100);

    private FloodRun() {}

    /**
     * What came of it.
     *
     * @param sent frames
     * @param transitions of both agents since the flood began
     * @param leftOut frames that did not reach the loops
     * @param lateMicros of the Master's advertisements, by which each came later than the interval after the one before, ascending
     * @param loopLateMicros by which both loops missed their deadlines, ascending
     */
    record Outcome(
            HostileFrames kind,
            Duration lasted,
            long sent,
            int transitions,
            int foreignRouters,
            long leftOut,
            long heapMegabytes,
            List<Long> lateMicros,
            List<Long> loopLateMicros) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-14s %,9d frames/s, %d transitions, %d foreign routers told, %,d frames left out, heap %d MB;"
                            + " advertisements late: median %.1f ms, 99 %% %.1f ms, max %.1f ms of %d;"
                            + " loops late: median %.1f ms, 99 %% %.1f ms, max %.1f ms of %d",
                    kind,
                    sent * 1000 / lasted.toMillis(),
                    transitions,
                    foreignRouters,
                    leftOut,
                    heapMegabytes,
                    millis(lateMicros, 0.5),
                    millis(lateMicros, 0.99),
                    millis(lateMicros, 1),
                    lateMicros.size(),
                    millis(loopLateMicros, 0.5),
                    millis(loopLateMicros, 0.99),
                    millis(loopLateMicros, 1),
                    loopLateMicros.size());
        }

        private static double millis(List<Long> micros, double quantile) {
            return micros.isEmpty()
                    ? Double.NaN
                    : micros.get((int) Math.min(micros.size() - 1, micros.size() * quantile)) / 1000.0;
        }
    }

    static Outcome of(HostileFrames kind, int perSecond, Duration interval, Duration lasting) {
        try (TwoNodes nodes = new TwoNodes()) {
            nodes.plug(nodes.a(), 0);
            nodes.plug(nodes.b(), 0);
            List<byte[]> frames = kind.frames();
            Duration soon = interval.compareTo(SOON) < 0 ? interval : SOON;
            try (RunningAgent a = RunningAgent.in(nodes.a()).configure(router(200, soon));
                    RunningAgent b = RunningAgent.in(nodes.b()).configure(router(100, soon));
                    Wire wire = Wire.of(nodes.client())) {
                a.await(State.MASTER);
                b.await(State.BACKUP);
                a.configure(router(200, interval));
                b.configure(router(100, interval));
                int before = a.changes() + b.changes();
                wire.clear();
                a.lateness().clear();
                b.lateness().clear();
                long begun = System.nanoTime();
                try (Flood flood = Flood.start(nodes.client(), frames, perSecond)) {
                    LockSupport.parkNanos(lasting.toNanos());
                    Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
                    long sent = flood.sent();
                    List<Long> times = List.copyOf(wire.times());
                    Runtime memory = Runtime.getRuntime();
                    return new Outcome(
                            kind,
                            lasted,
                            sent,
                            a.changes() + b.changes() - before,
                            Math.max(a.foreign().size(), b.foreign().size()),
                            a.agent().droppedFrames() + b.agent().droppedFrames(),
                            (memory.totalMemory() - memory.freeMemory()) >> 20,
                            IntStream.range(1, times.size())
                                    .mapToObj(i ->
                                            Math.max(0, (times.get(i) - times.get(i - 1) - interval.toNanos()) / 1_000))
                                    .sorted()
                                    .toList(),
                            Stream.concat(a.lateness().stream(), b.lateness().stream())
                                    .map(nanos -> nanos / 1_000)
                                    .sorted()
                                    .toList());
                }
            }
        }
    }

    private static VirtualRouterConfig router(int priority, Duration interval) {
        return ConfigBuilder.router("web")
                .addresses("192.168.1.11/24")
                .priority(priority)
                .interval(interval)
                .build();
    }

    /** For {@code e2e/bench flood}: seconds each, frames a second. */
    public static void main(String[] arguments) {
        Duration lasting = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 20);
        int perSecond = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        int moved = 0;
        for (long millis : new long[] {100, 10}) {
            System.out.println("interval " + millis + " ms");
            for (HostileFrames kind : HostileFrames.values()) {
                Outcome outcome = of(kind, perSecond, Duration.ofMillis(millis), lasting);
                System.out.println("  " + outcome);
                moved += outcome.transitions();
            }
        }
        System.exit(moved == 0 ? 0 : 1);
    }
}
