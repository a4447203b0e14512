package dev.vrrp.agent.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs Jazzer on the targets, each in a process of its own. */
public final class Fuzzer {
    private static final long DEFAULT_INPUTS = 100_000_000;
    /** So few that Jazzer's start takes longer. */
    private static final long SHORT_RUN = 1_000_000;

    /** The slowest known takes a tenth of one, instrumented, on a machine of its own. */
    private static final int SECONDS_OF_ONE_INPUT = 10;

    /**
     * The outcome for one target.
     *
     * @param finding what was found, with how to see it again; empty if nothing was
     */
    record Outcome(Target target, long inputs, Duration duration, String finding) {
        long inputsPerSecond() {
            return inputs * 1_000_000_000L / Math.max(1, duration.toNanos());
        }
    }

    private Fuzzer() {}

    /** {@code [--inputs N]}: so many in all. Ends with 1 if there is a finding. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long inputs = inputs(arguments);
        boolean found = false;
        System.out.println("| target | inputs | seconds | inputs/s | findings |");
        System.out.println("|---|---|---|---|---|");
        for (Target target : Target.values()) {
            Outcome outcome =
                    run(target, (long) (inputs * target.share()), System.nanoTime(), Path.of("target", "fuzz"));
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %d | %,d | %s |",
                    target.label(),
                    outcome.inputs(),
                    outcome.duration().toSeconds(),
                    outcome.inputsPerSecond(),
                    outcome.finding().isEmpty() ? "0" : "1, below"));
            System.out.print(outcome.finding());
            found |= !outcome.finding().isEmpty();
        }
        System.exit(found ? 1 : 0);
    }

    private static long inputs(String[] arguments) {
        if (arguments.length == 0) {
            return DEFAULT_INPUTS;
        }
        if (arguments.length == 2 && arguments[0].equals("--inputs") && arguments[1].matches("[1-9][0-9]{0,11}")) {
            return Long.parseLong(arguments[1]);
        }
        System.err.println("fuzz: the only option is --inputs N, the number of inputs for all targets together");
        System.exit(2);
        return 0;
    }

    /** Feeds {@code target} with its seeds and then with {@code inputs} mutations of them; what it leaves goes to {@code folder}. */
    static Outcome run(Target target, long inputs, long seed, Path folder) throws IOException, InterruptedException {
        Path own = folder.resolve(target.label()).toAbsolutePath();
        Path corpus = corpus(target, own);
        Path log = own.resolve("log");
        long start = System.nanoTime();
        int code = new ProcessBuilder(command(target, inputs, seed, own, corpus))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        return new Outcome(target, inputs, duration, code == 0 ? "" : finding(log));
    }

    private static Path corpus(Target target, Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        List<byte[]> seeds = target.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        return corpus;
    }

    private static List<String> command(Target target, long inputs, long seed, Path folder, Path corpus) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (inputs < SHORT_RUN) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-Xmx512m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+EnableDynamicAgentLoading");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.type().getName());
        command.add("--instrumentation_includes=" + target.instrumented());
        command.add("--custom_hook_includes=dev.vrrp.agent.**");
        command.add("--reproducer_path=" + folder);
        command.add("-artifact_prefix=" + folder + "/");
        command.add("-runs=" + (inputs + target.seeds().size()));
        command.add("-seed=" + (seed & Integer.MAX_VALUE));
        command.add("-max_len=" + target.longestBytes());
        command.add("-timeout=" + SECONDS_OF_ONE_INPUT);
        command.add("-use_value_profile=1");
        command.add(corpus.toString());
        return command;
    }

    /** What Jazzer says from the exception on. */
    private static String finding(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        int first = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("== ")) {
                first = i;
                break;
            }
        }
        return String.join("\n", lines.subList(first, lines.size())) + "\n";
    }
}
