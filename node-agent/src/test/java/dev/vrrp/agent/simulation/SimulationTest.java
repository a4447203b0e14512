package dev.vrrp.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random scenarios. {@code -Dsimulation.seed=N} runs that one alone and prints its trace; e2e/bench simulation runs many. */
class SimulationTest {
    private static final int BLOCKS = 20;
    private static final int BLOCK = 100;

    static Stream<LongStream> seeds() {
        Long one = Long.getLong("simulation.seed");
        return one != null
                ? Stream.of(LongStream.of(one))
                : LongStream.range(0, BLOCKS).mapToObj(block -> LongStream.range(block * BLOCK, (block + 1) * BLOCK));
    }

    @ParameterizedTest(name = "block {index}")
    @MethodSource("seeds")
    @DisplayName(
            "whatever goes wrong, every invariant holds, and after it one node is Master, the best, and clients know it")
    @Conforms({
        "RFC 9568 6.4.2 (340)",
        "RFC 9568 6.4.2 (430)",
        "RFC 9568 6.4.2 (460)",
        "RFC 9568 6.4.2 (470)",
        "RFC 9568 6.4.3 (685)",
        "RFC 9568 6.4.3 (765)",
        "RFC 3768 6.4.2 (c)"
    })
    void invariantsHold(LongStream seeds) {
        Long one = Long.getLong("simulation.seed");
        if (one != null) {
            System.out.println(Runs.trace(one));
        }
        seeds.forEach(Runs::seed);
    }

    @Test
    @DisplayName("the same seed is the same run")
    void deterministic() {
        for (long seed = 0; seed < 5; seed++) {
            assertThat(Runs.trace(seed)).isEqualTo(Runs.trace(seed));
        }
    }
}
