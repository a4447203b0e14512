package dev.vrrp.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The operator with a real API server: how much it carries, what it writes, how soon it does, what an outage does to it. */
final class ClusterBenchmark {
    private static final String USAGE = """
            Options of e2e/bench cluster:
              --rows NAME,…        scale,answer,failover,outage; default: all
              --scale N,M          of scale: VirtualIPs and nodes; default: 1000,100
              --minutes N          of outage: how long the API server is away; default: 10
              --results FOLDER     where the values go, each on a line of cluster.tsv
            """;

    private Set<String> rows = new TreeSet<>(Set.of("scale", "answer", "failover", "outage"));
    private int virtualIPs = 1_000;
    private int nodes = 100;
    private int minutes = 10;
    private @Nullable Path file;

    private ClusterBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        ClusterBenchmark benchmark = new ClusterBenchmark();
        try {
            benchmark.read(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
        benchmark.run();
    }

    private void read(String... arguments) throws IOException {
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException("each option has a value: " + String.join(" ", arguments));
        }
        for (int i = 0; i < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--rows" -> rows = names(value);
                case "--scale" -> {
                    int[] both = Arrays.stream(value.split(",", 2))
                            .mapToInt(Integer::parseInt)
                            .toArray();
                    virtualIPs = both[0];
                    nodes = both[both.length - 1];
                }
                case "--minutes" -> minutes = Integer.parseInt(value);
                case "--results" ->
                    file = Files.createDirectories(Path.of(value)).resolve("cluster.tsv");
                default -> throw new IllegalArgumentException(arguments[i] + " is no option");
            }
        }
    }

    private Set<String> names(String value) {
        Set<String> names = new TreeSet<>(List.of(value.split(",", -1)));
        if (!rows.containsAll(names)) {
            throw new IllegalArgumentException(value + ": there are " + rows);
        }
        return names;
    }

    private void run() {
        Results results = new Results(file);
        ClusterFigures figures = (figure, unit, value) -> results.add(new Sample(figure, unit, Contender.AGENT, value));
        for (String row : rows) {
            Consumer<ClusterFigures> measure =
                    switch (row) {
                        case "scale" -> new ScaleRow(virtualIPs, nodes)::measure;
                        case "answer" -> AnswerRow::measure;
                        case "failover" -> ApiWritesRow::measure;
                        default -> new OutageRow(minutes)::measure;
                    };
            measure.accept(figures);
        }
        System.out.println("\n" + results.table());
    }
}
