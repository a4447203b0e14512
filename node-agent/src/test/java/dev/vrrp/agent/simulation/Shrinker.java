package dev.vrrp.agent.simulation;

import dev.vrrp.agent.simulation.FaultPlan.Change;
import dev.vrrp.agent.simulation.FaultPlan.Weather;
import dev.vrrp.agent.simulation.Scenario.Group;
import dev.vrrp.agent.simulation.Scenario.Router;
import dev.vrrp.agent.simulation.Simulation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a scenario that fails smaller, for as long as it still fails. */
final class Shrinker {
    private static final int MOST_RUNS = 400;

    private final Function<Scenario, Optional<Violation>> run;
    private int runs;

    /** Runs scenarios with {@code run}, which tells what was wrong. */
    Shrinker(Function<Scenario, Optional<Violation>> run) {
        this.run = run;
    }

    /** The smallest that was found, {@code failing} itself if there is none. */
    Scenario shrink(Scenario failing) {
        Scenario smallest = failing;
        for (Optional<Scenario> next = Optional.of(failing); next.isPresent() && runs < MOST_RUNS; ) {
            smallest = next.get();
            next = smaller(smallest).filter(this::fails).findFirst();
        }
        return smallest;
    }

    private boolean fails(Scenario scenario) {
        return runs++ < MOST_RUNS && run.apply(scenario).isPresent();
    }

    private static Stream<Scenario> smaller(Scenario scenario) {
        FaultPlan plan = scenario.plan();
        Stream<Scenario> fewerFaults = without(plan.faults()).map(faults -> scenario.withPlan(plan.withFaults(faults)));
        Stream<Scenario> fewerChanges =
                without(plan.changes()).map(changes -> scenario.withPlan(plan.withChanges(changes)));
        Stream<Scenario> fairWeather = plan.weather().equals(Weather.FAIR)
                ? Stream.of()
                : Stream.of(scenario.withPlan(plan.withWeather(Weather.FAIR)));
        return Stream.of(
                        withoutLastGroup(scenario), withoutLastRouter(scenario), fewerFaults, fewerChanges, fairWeather)
                .flatMap(candidates -> candidates);
    }

    private static Stream<Scenario> withoutLastGroup(Scenario scenario) {
        int last = scenario.groups().size() - 1;
        boolean changed = scenario.plan().changes().stream().anyMatch(change -> change.group() == last);
        return last == 0 || changed
                ? Stream.of()
                : Stream.of(scenario.withGroups(scenario.groups().subList(0, last)));
    }

    private static Stream<Scenario> withoutLastRouter(Scenario scenario) {
        int last = scenario.routers().size() - 1;
        boolean named = scenario.plan().faults().stream()
                .anyMatch(fault -> fault.node() == last || (fault instanceof Fault.Cut cut && cut.peer() == last));
        if (last < 2 || named) {
            return Stream.of();
        }
        List<Router> routers = scenario.routers().subList(0, last);
        List<Group> groups = scenario.groups().stream()
                .map(group -> new Group(group.version(), group.cards(), first(group.settings(), last)))
                .toList();
        List<Change> changes = scenario.plan().changes().stream()
                .map(change -> new Change(
                        change.group(), change.atMillis(), change.spreadMillis(), first(change.settings(), last)))
                .toList();
        return Stream.of(new Scenario(
                scenario.seed(),
                routers,
                scenario.segments(),
                groups,
                scenario.crossedAddresses(),
                scenario.plan().withChanges(changes)));
    }

    private static Settings first(Settings settings, int nodes) {
        return settings.withPriorities(settings.priorities().subList(0, nodes));
    }

    /** {@code all} without one of them, each in turn. */
    private static <T> Stream<List<T>> without(List<T> all) {
        return IntStream.range(0, all.size()).mapToObj(i -> {
            List<T> fewer = new ArrayList<>(all);
            fewer.remove(i);
            return fewer;
        });
    }
}
