package dev.vrrp.e2e.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a Prometheus would hold that had asked the product again and again, a sample of each series a minute. */
final class Scrapes {
    private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);
    private static final String NONE = "_";

    private final Map<String, List<String>> series = new LinkedHashMap<>();
    private int minutes;

    /**
     * The answers were the same for a while.
     *
     * @param answers to {@code GET /metrics}, by who gave them
     * @param growing names of counters that have grown by one each minute
     */
    void remained(int whileMinutes, Map<String, String> answers, Set<String> growing) {
        answers.forEach((instance, answer) -> {
            Matcher sample = SAMPLE.matcher(answer.replace("\r", ""));
            while (sample.find()) {
                String labels = sample.group(2) == null ? "" : "," + sample.group(2);
                List<String> values = values(sample.group(1) + "{instance=\"" + instance + "\"" + labels + "}");
                double first = Double.parseDouble(sample.group(3));
                for (int minute = 0; minute < whileMinutes; minute++) {
                    values.add(String.valueOf(growing.contains(sample.group(1)) ? first + minute : first));
                }
            }
        });
        minutes += whileMinutes;
        series.keySet().forEach(this::values);
    }

    /** The names of all series. */
    Set<String> names() {
        return series.keySet().stream().map(name -> name.split("\\{", 2)[0]).collect(Collectors.toSet());
    }

    /** {@code input_series} of a test of promtool, as YAML. */
    String inputSeries() {
        return series.entrySet().stream()
                .map(one ->
                        "  - {series: '%s', values: '%s'}\n".formatted(one.getKey(), String.join(" ", one.getValue())))
                .collect(Collectors.joining());
    }

    /** The values of a series until now, which may have missed something. */
    private List<String> values(String name) {
        List<String> values = series.computeIfAbsent(name, _ -> new ArrayList<>());
        values.addAll(Collections.nCopies(Math.max(0, minutes - values.size()), NONE));
        return values;
    }
}
