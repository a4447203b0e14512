package dev.vrrp.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds CONFORMANCE.md to the steps and the tests. {@code -Dconformance.write=true} writes it. */
class ConformanceTest {
    private static final Path TABLE = Path.of("CONFORMANCE.md");
    private static final List<Step> STEPS = Step.all();

    /** The tests of each step, as Class.method. */
    private static final Map<String, Set<String>> TESTS = tests();

    @Test
    @DisplayName("every step has a test, or says why it is left out and has none")
    void everyStepIsShown() {
        assertThat(STEPS).extracting(Step::id).doesNotHaveDuplicates();
        assertThat(STEPS).allSatisfy(step -> assertThat(TESTS.containsKey(step.id()))
                .as("%s has a test", step.id())
                .isEqualTo(!step.isLeftOut()));
    }

    @Test
    @DisplayName("every step that a test names exists")
    void everyNameExists() {
        assertThat(STEPS).extracting(Step::id).containsAll(TESTS.keySet());
    }

    @Test
    @DisplayName(
            "CONFORMANCE.md is what they make; mvn test -Dtest=ConformanceTest -Dconformance.write=true writes it anew")
    void tableIsCurrent() throws IOException {
        if (Boolean.getBoolean("conformance.write")) {
            Files.writeString(TABLE, table());
        }
        assertThat(TABLE).content().isEqualTo(table());
    }

    private static Map<String, Set<String>> tests() {
        Map<String, Set<String>> tests = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("dev.vrrp.agent")
                .forEach(type -> type.getMethods().stream()
                        .filter(method -> method.isAnnotatedWith(Conforms.class))
                        .forEach(method -> add(tests, method)));
        return tests;
    }

    private static void add(Map<String, Set<String>> tests, JavaMethod method) {
        for (String id : method.getAnnotationOfType(Conforms.class).value()) {
            tests.computeIfAbsent(id, _ -> new TreeSet<>())
                    .add(method.getOwner().getSimpleName() + "." + method.getName());
        }
    }

    private static String table() {
        StringBuilder text = new StringBuilder("""
                # Conformance

                What RFC 9568 (version 3) and RFC 3768 (version 2) ask of the state machine (section 6.4) and of sending and receiving
                (section 7), and the test that shows it. Made from `src/test/resources/conformance/steps.txt` and the annotation
                `@Conforms` by `ConformanceTest`; do not edit it.

                RFC 9568 writes its steps as nested lists; the numbers are those that RFC 5798 gave to the same steps, and (450+) and
                (775+) are new. RFC 3768 has no numbers; its bullets are counted with letters. Active is what the code calls Master.
                """);
        String section = "";
        for (Step step : STEPS) {
            if (!step.section().equals(section)) {
                section = step.section();
                text.append("\n## ").append(section).append("\n\n| step | what is asked | shown by |\n|---|---|---|\n");
            }
            text.append("| ")
                    .append(step.name())
                    .append(" | ")
                    .append(step.words())
                    .append(" | ")
                    .append(shownBy(step))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String shownBy(Step step) {
        String tests = String.join(", ", TESTS.getOrDefault(step.id(), Set.of()));
        return step.remark().isEmpty() || tests.isEmpty()
                ? tests + step.remark()
                : tests + ". Remark: " + step.remark();
    }
}
