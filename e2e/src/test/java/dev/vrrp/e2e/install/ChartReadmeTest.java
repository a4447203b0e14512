package dev.vrrp.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The documents of the chart say what the chart does. */
class ChartReadmeTest {
    private static final Path CHART = Path.of("../charts/vrrp-operator");
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Longer defaults are read in values.yaml. */
    private static final int LONGEST_DEFAULT = 80;

    /** The table is made of the comments in values.yaml: the right lines stand in the failure. */
    @Test
    void theReadmeDocumentsEveryValueAsValuesYamlDoes() throws IOException {
        assertThat(Files.readAllLines(CHART.resolve("README.md")).stream().filter(line -> line.startsWith("| `")))
                .containsExactlyElementsOf(rows());
    }

    @Test
    void everyValueIsDocumented() throws IOException {
        List<String> documented =
                rows().stream().map(row -> row.split("`", 3)[1]).toList();
        assertThat(undocumented("", YAML.readTree(CHART.resolve("values.yaml").toFile()), documented))
                .isEmpty();
    }

    @Test
    void everyAlertHasARunbook() throws IOException {
        List<String> sections = Files.readAllLines(CHART.resolve("RUNBOOKS.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring("## ".length()))
                .toList();
        JsonNode rules =
                YAML.readTree(CHART.resolve("files/alerts.yaml").toFile()).at("/groups/0/rules");

        assertThat(StreamSupport.stream(rules.spliterator(), false)
                        .map(rule -> rule.path("alert").asText()))
                .isEqualTo(sections);
        assertThat(rules).allSatisfy(rule -> assertThat(
                        rule.at("/annotations/runbook_url").asText())
                .endsWith("/charts/vrrp-operator/RUNBOOKS.md#"
                        + rule.path("alert").asText().toLowerCase(Locale.ROOT)));
    }

    private static List<String> undocumented(String name, JsonNode value, List<String> documented) {
        if (documented.contains(name)) {
            return List.of();
        }
        return value.isObject()
                ? value.properties().stream()
                        .flatMap(entry -> undocumented(
                                name.isEmpty() ? entry.getKey() : name + "." + entry.getKey(),
                                entry.getValue(),
                                documented)
                                .stream())
                        .toList()
                : List.of(name);
    }

    /** A line for each key of values.yaml that has a comment. */
    private static List<String> rows() throws IOException {
        JsonNode values = YAML.readTree(CHART.resolve("values.yaml").toFile());
        List<String> rows = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        List<String> comment = new ArrayList<>();
        for (String line : Files.readAllLines(CHART.resolve("values.yaml"))) {
            String text = line.strip();
            if (text.startsWith("# ")) {
                comment.add(text.substring("# ".length()));
            } else if (text.matches("\\w+:.*") && (line.length() - text.length()) / 2 <= path.size()) {
                while (path.size() > (line.length() - text.length()) / 2) {
                    path.removeLast();
                }
                path.addLast(text.substring(0, text.indexOf(':')));
                if (!comment.isEmpty()) {
                    String value = values.at("/" + String.join("/", path)).toString();
                    rows.add("| `%s` | %s | %s |"
                            .formatted(
                                    String.join(".", path),
                                    String.join(" ", comment),
                                    value.length() > LONGEST_DEFAULT ? "see values.yaml" : "`" + value + "`"));
                }
                comment.clear();
            } else {
                comment.clear();
            }
        }
        return rows;
    }
}
