package dev.vrrp.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.simulation.Simulation.Violation;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator finds defects: each deliberate one is caught, by the invariant that it breaks. */
class MutantTest {
    private static final int SEEDS = 300;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("a core with one defect is caught within the seeds that the real one passes")
    void caught(Mutant mutant) {
        Optional<String> invariant = LongStream.range(0, SEEDS)
                .mapToObj(seed -> Runs.run(RandomScenario.of(seed), mutant))
                .flatMap(Optional::stream)
                .map(Violation::invariant)
                .filter(broken -> broken.contains(mutant.broken()))
                .findFirst();
        assertThat(invariant).as("the invariant that \"%s\" breaks", mutant).isPresent();
    }
}
