package dev.vrrp.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agent and keepalived, one after the other in the same run, and a table of both. */
final class FailoverBenchmark {
    private static final List<Row> ROWS =
            Stream.concat(FaultRows.all().stream(), CostRows.all().stream()).toList();

    private static final String USAGE =
            """
            Options of e2e/bench failover:
              --rows NAME,…        what to measure: %s; default: all
              --runs N             how often what is repeated is; default: 10
              --intervals MS,…     intervals between advertisements, in milliseconds; default: 10,100,1000
              --only NAME          vrrp-operator or keepalived alone
              --seed N             of the moments of the faults
              --results FOLDER     where the values go, each on a line of failover.tsv
            """.formatted(ROWS.stream().map(Row::name).collect(Collectors.joining(",")));

    private FailoverBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> options;
        List<Row> rows;
        try {
            options = options(arguments);
            rows = rows(options.get("--rows"));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        long seed = Long.parseLong(options.getOrDefault("--seed", String.valueOf(System.nanoTime())));
        Settings settings = new Settings(
                Integer.parseInt(options.getOrDefault("--runs", "10")),
                Arrays.stream(options.getOrDefault("--intervals", "10,100,1000").split(",", -1))
                        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                        .toList(),
                new Random(seed));
        System.out.println("seed " + seed);
        boolean failed = false;
        Results results = new Results(file(options.get("--results")));
        for (Row row : rows) {
            for (Contender contender : contenders(options.get("--only"))) {
                try {
                    row.measure(contender, settings, results::add);
                } catch (RuntimeException e) {
                    failed = true;
                    System.out.println(row.name() + " of " + contender + " could not be measured: " + e.getMessage());
                }
            }
        }
        System.out.println("\n" + results.table());
        System.exit(failed ? 1 : 0);
    }

    private static Map<String, String> options(String... arguments) {
        Set<String> known = Set.of("--rows", "--runs", "--intervals", "--only", "--seed", "--results");
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException("each option has a value: " + String.join(" ", arguments));
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i])) {
                throw new IllegalArgumentException(arguments[i] + " is no option");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private static List<Row> rows(@Nullable String names) {
        if (names == null) {
            return ROWS;
        }
        List<Row> wanted = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            wanted.add(ROWS.stream()
                    .filter(row -> row.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name + " is no row")));
        }
        return wanted;
    }

    private static Set<Contender> contenders(@Nullable String name) {
        EnumSet<Contender> all = EnumSet.allOf(Contender.class);
        all.removeIf(contender -> name != null && !contender.toString().equals(name));
        return all;
    }

    private static @Nullable Path file(@Nullable String folder) throws IOException {
        return folder == null ? null : Files.createDirectories(Path.of(folder)).resolve("failover.tsv");
    }
}
