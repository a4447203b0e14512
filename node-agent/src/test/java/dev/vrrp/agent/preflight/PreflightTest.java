package dev.vrrp.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.vrrp.agent.preflight.Finding.Verdict;
import dev.vrrp.agent.runtime.Ticker;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private final List<Finding> pending = new Preflight(
                    Optional::empty,
                    (_, _) -> ProtocolProbe.Outcome.RETURNED,
                    Ticker.system(),
                    InstantSource.system(),
                    _ -> {})
            .pending();

    @Test
    void everyConditionIsThereBeforeTheFirstLook() {
        assertThat(pending).hasSize(6).allMatch(finding -> finding.verdict() == Verdict.UNKNOWN);
    }

    @Test
    void theReadmeListsEveryCondition() throws IOException {
        assertThat(Files.readAllLines(Path.of("../README.md")).stream()
                        .filter(line -> line.matches("\\| `[A-Z]\\w+` \\|.*"))
                        .map(line -> line.split("`", 3)[1]))
                .containsExactlyElementsOf(
                        pending.stream().map(Finding::condition).toList());
    }

    @Test
    void kubectlExplainListsEveryCondition() throws ReflectiveOperationException {
        assertThat(NodeConfigStatus.class
                        .getDeclaredField("conditions")
                        .getAnnotation(JsonPropertyDescription.class)
                        .value())
                .contains(pending.stream().map(Finding::condition).toList());
    }
}
