package dev.vrrp.agent.simulation;

import dev.vrrp.agent.simulation.Simulation.Violation;
import java.util.Optional;

/** Runs scenarios to their end and tells the stories of those that fail. */
final class Runs {
    private Runs() {}

    /** What was wrong with {@code scenario}; empty if nothing was. */
    static Optional<Violation> run(Scenario scenario, Core core) {
        try {
            new Simulation(scenario, core, false).runToTheEnd();
            return Optional.empty();
        } catch (Violation e) {
            return Optional.of(e);
        }
    }

    /** Runs {@code seed}; if it fails, tells it in its smallest form, and how to see it again. */
    static void seed(long seed) {
        Scenario scenario = RandomScenario.of(seed);
        if (run(scenario, Core.REAL).isEmpty()) {
            return;
        }
        Scenario smallest = new Shrinker(smaller -> run(smaller, Core.REAL)).shrink(scenario);
        Violation violation = run(smallest, Core.REAL).orElseThrow();
        throw new AssertionError("""
                seed %d: %s
                every frame of it: mvn -pl node-agent -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
                -Dsimulation.seed=%d
                """.formatted(seed, violation.getMessage(), seed), violation);
    }

    /** The trace of {@code seed} with every frame; of its smallest form, if it fails. */
    static String trace(long seed) {
        Scenario scenario = RandomScenario.of(seed);
        Scenario told = run(scenario, Core.REAL).isEmpty()
                ? scenario
                : new Shrinker(smaller -> run(smaller, Core.REAL)).shrink(scenario);
        Simulation simulation = new Simulation(told, Core.REAL, true);
        try {
            simulation.runToTheEnd();
            return told + "\n" + simulation;
        } catch (Violation e) {
            return String.valueOf(e.getMessage());
        }
    }
}
