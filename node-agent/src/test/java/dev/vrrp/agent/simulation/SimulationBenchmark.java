package dev.vrrp.agent.simulation;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Runs many seeds on all cores and tells how fast. The first that fails ends it, with code 1. */
final class SimulationBenchmark {
    private static final int CHUNK = 64;
    private static final long REPORT_NANOS = 10_000_000_000L;

    private final long end;
    private final AtomicLong next;
    private final long first;
    private final AtomicLong failed = new AtomicLong(Long.MAX_VALUE);
    private final long begin = System.nanoTime();
    private final AtomicLong reported = new AtomicLong(begin);

    private SimulationBenchmark(long first, long seeds) {
        this.first = first;
        end = first + seeds;
        next = new AtomicLong(first);
    }

    public static void main(String[] arguments) throws InterruptedException {
        long seeds = 1_000_000;
        long first = 0;
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                usage();
            }
            switch (arguments[i]) {
                case "--seeds" -> seeds = Long.parseLong(arguments[i + 1]);
                case "--first" -> first = Long.parseLong(arguments[i + 1]);
                default -> usage();
            }
        }
        System.exit(new SimulationBenchmark(first, seeds).run() ? 0 : 1);
    }

    private static void usage() {
        System.err.println("Options: --seeds N, how many (1000000); --first N, the seed to begin with (0)");
        System.exit(2);
    }

    private boolean run() throws InterruptedException {
        int workers = Runtime.getRuntime().availableProcessors();
        var threads = IntStream.range(0, workers)
                .mapToObj(worker -> Thread.ofPlatform().name("worker-" + worker).start(this::work))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        if (failed.get() == Long.MAX_VALUE) {
            report(end - first);
            System.out.println("no violation");
            return true;
        }
        try {
            Runs.seed(failed.get());
        } catch (AssertionError e) {
            System.out.println(e.getMessage());
        }
        System.out.println("the first seed that fails: " + failed.get());
        return false;
    }

    private void work() {
        for (long from = next.getAndAdd(CHUNK); from < Math.min(end, failed.get()); from = next.getAndAdd(CHUNK)) {
            for (long seed = from; seed < Math.min(end, from + CHUNK); seed++) {
                if (Runs.run(RandomScenario.of(seed), Core.REAL).isPresent()) {
                    failed.accumulateAndGet(seed, Math::min);
                    return;
                }
            }
            long last = reported.get();
            if (System.nanoTime() - last > REPORT_NANOS && reported.compareAndSet(last, System.nanoTime())) {
                report(from - first);
            }
        }
    }

    private void report(long done) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(Locale.ROOT, "%,d seeds in %.0f s: %,.0f seeds a second%n", done, seconds, done / seconds);
    }
}
