package dev.vrrp.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.lab.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the schema and its rules refuse, and with which words. Each file in {@code refused/} breaks one of them; the comment
 * in its first line must appear in what kubectl says.
 */
@ExtendWith(Cluster.Shared.class)
class SchemaTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    static List<Path> refused() throws IOException {
        return filesIn("refused");
    }

    static List<Path> accepted() throws IOException {
        return filesIn("accepted");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(Path file, Cluster cluster) throws IOException {
        CommandResult result = cluster.admin().run("apply", "--dry-run=server", "-f", file.toString());

        assertThat(result.succeeded()).isFalse();
        assertThat(result.errors())
                .contains(expectedIn(file))
                .as("a rule failed instead of answering")
                .doesNotContain("evaluating rule", "cost limit");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void accepted(Path file, Cluster cluster) {
        assertThat(cluster.admin()
                        .run("apply", "--dry-run=server", "-f", file.toString())
                        .errors())
                .isEmpty();
    }

    @Test
    void everyRuleHasAManifestThatBreaksIt() throws IOException {
        List<String> expected = refused().stream().map(SchemaTest::expectedIn).toList();
        List<JsonNode> rules = new ArrayList<>();
        for (String definition : List.of("virtualips", "syncgroups", "nodeconfigs")) {
            new YAMLMapper()
                    .readTree(Checkout.find()
                            .file("crds/generated/" + definition + ".yaml")
                            .toFile())
                    .findValues("x-kubernetes-validations")
                    .forEach(list -> list.forEach(rules::add));
        }

        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> assertThat(expected)
                .as(rule.path("rule").asText())
                .anyMatch(message -> message.contains(fixedWordsOf(rule))));
    }

    /** The message of a rule, or the longest text in the expression that makes it. */
    private static String fixedWordsOf(JsonNode rule) {
        if (rule.has("message")) {
            return rule.path("message").asText();
        }
        return Arrays.stream(rule.path("messageExpression").asText().split("'"))
                .filter(part -> part.matches("[^()\\[\\]]*"))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }

    private static List<Path> filesIn(String folder) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.sorted().toList();
        }
    }

    private static String expectedIn(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().orElseThrow().substring("# ".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
