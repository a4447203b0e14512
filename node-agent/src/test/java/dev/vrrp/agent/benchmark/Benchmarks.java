package dev.vrrp.agent.benchmark;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints one row each; the arguments are JMH's and win over what is set here. Many short iterations: the
 * best of them were not disturbed by what else runs on the machine.
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(arguments);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        options.mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .forks(given.getForkCount().orElse(2))
                .warmupIterations(given.getWarmupIterations().orElse(5))
                .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
                .measurementIterations(given.getMeasurementIterations().orElse(100))
                .measurementTime(given.getMeasurementTime().orElse(TimeValue.milliseconds(20)));
        Collection<RunResult> results = new Runner(options.build()).run();
        System.out.println();
        System.out.println("| benchmark | ns, least | ns, median | bytes allocated |");
        System.out.println("|---|---|---|---|");
        results.stream().sorted(Comparator.comparing(Benchmarks::name)).forEach(Benchmarks::print);
    }

    private static String name(RunResult result) {
        String method = result.getParams().getBenchmark();
        int type = method.lastIndexOf('.', method.lastIndexOf('.') - 1);
        String parameters = result.getParams().getParamsKeys().stream()
                .map(key -> key + " " + result.getParams().getParam(key))
                .collect(Collectors.joining(", "));
        return method.substring(type + 1).replace("Benchmark.", " ") + (parameters.isEmpty() ? "" : ", " + parameters);
    }

    private static void print(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %s |",
                name(result),
                time.getStatistics().getMin(),
                time.getStatistics().getPercentile(50),
                allocated == null ? "" : String.format(Locale.ROOT, "%.0f", allocated.getScore())));
    }
}
