package dev.vrrp.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random scenarios. {@code -Dsimulation.seed=N} runs that one alone, {@code -Dsimulation.seeds=N} runs so many from a new
 * beginning: to hunt.
 */
class SimulationTest {
    private static final int BLOCKS = 12;
    private static final int BLOCK = 25;

    static Stream<LongStream> seeds() {
        Long one = Long.getLong("simulation.seed");
        if (one != null) {
            return Stream.of(LongStream.of(one));
        }
        Long many = Long.getLong("simulation.seeds");
        if (many != null) {
            long first = System.nanoTime() & Integer.MAX_VALUE;
            return Stream.of(LongStream.range(first, first + many));
        }
        return LongStream.range(0, BLOCKS).mapToObj(block -> LongStream.range(block * BLOCK, (block + 1) * BLOCK));
    }

    @ParameterizedTest(name = "block {index}")
    @MethodSource("seeds")
    @DisplayName("after the last fault exactly one node is Master, with preemption the best, and the clients know it")
    void settles(LongStream seeds) {
        seeds.forEach(seed -> {
            Simulation simulation = new Simulation(Scenario.random(seed));
            simulation.runToTheEnd();
            if (Long.getLong("simulation.seed") != null) {
                System.out.println(Scenario.random(seed) + "\n" + simulation);
            }
        });
    }

    @Test
    @DisplayName("the same seed is the same run")
    void deterministic() {
        for (long seed = 0; seed < 5; seed++) {
            Simulation first = new Simulation(Scenario.random(seed));
            Simulation second = new Simulation(Scenario.random(seed));
            first.runToTheEnd();
            second.runToTheEnd();
            assertThat(first).hasToString(second.toString());
        }
    }
}
