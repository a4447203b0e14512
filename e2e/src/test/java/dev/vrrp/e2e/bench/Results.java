package dev.vrrp.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** All values of a run: told as they come, written raw, and put together in a table. */
final class Results {
    private final List<Sample> samples = new ArrayList<>();
    private final @Nullable Path file;

    /** @param file where the values go, one a line with tabs between; null: nowhere */
    Results(@Nullable Path file) {
        this.file = file;
        append("figure\tunit\tcontender\tvalue\n");
    }

    void add(Sample sample) {
        samples.add(sample);
        System.out.printf(
                Locale.ROOT,
                "%-60s %-14s %10.3f %s%n",
                sample.figure(),
                sample.contender(),
                sample.value(),
                sample.unit());
        append(String.format(
                Locale.ROOT, "%s\t%s\t%s\t%.3f%n", sample.figure(), sample.unit(), sample.contender(), sample.value()));
    }

    /** A line for each figure, in Markdown: minimum, median and maximum of both, and the ratio of the medians. */
    String table() {
        Set<String> figures = samples.stream().map(Sample::figure).collect(Collectors.toCollection(LinkedHashSet::new));
        StringBuilder table = new StringBuilder(
                "| figure | unit | runs | %s min / median / max | %s min / median / max | ratio |%n|---|---|---|---|---|---|%n"
                        .formatted(Contender.AGENT, Contender.KEEPALIVED));
        for (String figure : figures) {
            double[] ours = values(figure, Contender.AGENT);
            double[] theirs = values(figure, Contender.KEEPALIVED);
            table.append("| %s | %s | %d | %s | %s | %s |%n"
                    .formatted(
                            figure,
                            samples.stream()
                                    .filter(sample -> sample.figure().equals(figure))
                                    .findFirst()
                                    .orElseThrow()
                                    .unit(),
                            Math.max(ours.length, theirs.length),
                            summary(ours),
                            summary(theirs),
                            ratio(ours, theirs)));
        }
        return table.toString();
    }

    private double[] values(String figure, Contender contender) {
        return samples.stream()
                .filter(sample -> sample.figure().equals(figure) && sample.contender() == contender)
                .mapToDouble(Sample::value)
                .sorted()
                .toArray();
    }

    private static String summary(double... sorted) {
        if (sorted.length == 0) {
            return "–";
        }
        return DoubleStream.of(sorted[0], median(sorted), sorted[sorted.length - 1])
                .distinct()
                .mapToObj(Results::number)
                .collect(Collectors.joining(" / "));
    }

    private static String ratio(double[] ours, double[] theirs) {
        if (ours.length == 0 || theirs.length == 0 || median(theirs) == 0) {
            return "–";
        }
        return String.format(Locale.ROOT, "%.2f", median(ours) / median(theirs));
    }

    private static double median(double... sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 && value != Math.rint(value) ? "%.2f" : "%.0f", value);
    }

    private void append(String text) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
