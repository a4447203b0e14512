package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One run of a scenario. {@link Watch} looks on; a failure is a {@link Violation} that tells the scenario and the last events. */
final class Simulation {
    private static final long MILLI = 1_000_000L;

    /** After the settlement nothing may move for this long; at 1 s it sees the announcement of each minute. */
    private static final int CALM_INTERVALS = 61;

    private final Scenario scenario;
    private final Scheduler scheduler = new Scheduler();
    private final Trace trace;
    private final SimulatedLan lan;
    private final Watch watch;
    private final List<SimulatedRouter> routers = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<Fault> active = new ArrayList<>();

    /** Something was not as it must be. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        private final String invariant;

        Violation(String invariant, String story, Throwable cause) {
            super(invariant + "\n" + story, cause);
            this.invariant = invariant;
        }

        /** Who broke which one. */
        String invariant() {
            return invariant;
        }
    }

    Simulation(Scenario scenario) {
        this(scenario, Core.REAL, false);
    }

    /**
     * A run that has not begun.
     *
     * @param detailed whether the trace tells every frame
     */
    Simulation(Scenario scenario, Core core, boolean detailed) {
        this.scenario = scenario;
        trace = new Trace(scheduler, detailed);
        RandomGenerator random = new SplittableRandom(~scenario.seed());
        lan = new SimulatedLan(scheduler, random, scenario.plan(), scenario.segments());
        watch = new Watch(scenario, scheduler, lan);
        for (int number = 0; number < scenario.routers().size(); number++) {
            SimulatedRouter router = scenario.routers().get(number).isOurs()
                    ? new SimulatedNode(number, scenario, core, scheduler, random, lan, trace, watch)
                    : new ForeignRouter(number, scenario, scheduler, lan, trace, watch);
            routers.add(router);
            watch.add(router);
            scheduler.at(random.nextLong(scenario.longestIntervalNanos()), () -> {
                if (router.process().isDead() && active.stream().noneMatch(fault -> keepsDown(fault, router))) {
                    router.start();
                }
            });
        }
        for (int segment = 0; segment < scenario.segments(); segment++) {
            SimulatedClient client = new SimulatedClient();
            clients.add(client);
            lan.plug(segment, new SimulatedLan.Port(scenario.routers().size(), client));
        }
        for (Fault fault : scenario.plan().faults()) {
            scheduler.at(fault.fromMillis() * MILLI, () -> begin(fault));
            scheduler.at(fault.untilMillis() * MILLI, () -> end(fault));
        }
        for (SimulatedRouter router : routers) {
            // What was changed later never arrives before.
            long[] last = new long[scenario.groups().size()];
            for (FaultPlan.Change change : scenario.plan().changes()) {
                long delay = random.nextLong(change.spreadMillis() * MILLI + 1);
                long arrival = Math.max(last[change.group()], change.atMillis() * MILLI + delay);
                last[change.group()] = arrival;
                scheduler.at(arrival, () -> router.configure(change.group(), change.settings()));
            }
        }
        scheduler.at(scenario.plan().healMillis() * MILLI, this::heal);
        tick(scenario.longestIntervalNanos() / 4);
    }

    /** Runs to {@code millis}, with every invariant in force. */
    void runUntilMillis(long millis) {
        runUntil(millis * MILLI);
    }

    /** Runs to the end of the settlement after the heal, and on for a while in which nothing may move. */
    void runToTheEnd() {
        runUntil(scenario.plan().healMillis() * MILLI + scenario.settlementNanos());
        told(this::checkSettled);
        long changes = watch.changes();
        long sent = watch.sent();
        long calm = CALM_INTERVALS * scenario.longestIntervalNanos();
        runUntil(scheduler.now() + calm);
        told(() -> {
            require(watch.changes() == changes, "nothing changes its state after all has settled");
            checkSettled();
            checkRate(watch.sent() - sent, calm);
            if (calm >= 61_000 * MILLI) {
                checkClients();
            }
        });
    }

    long nowMillis() {
        return scheduler.now() / MILLI;
    }

    SimulatedNode node(int number) {
        return (SimulatedNode) routers.get(number);
    }

    SimulatedRouter router(int number) {
        return routers.get(number);
    }

    /** How many nodes of ours hold the addresses of {@code member} of the first group. */
    long holders(int member) {
        return holders(0, member);
    }

    private long holders(int group, int member) {
        String name = Scenario.name(group, member);
        return routers.stream()
                .filter(router ->
                        router instanceof SimulatedNode node && node.kernel().holdsAny(name))
                .count();
    }

    /** Whether every client's idea of every address of the first group is the card of {@code node}. */
    boolean clientsKnow(SimulatedNode node) {
        return clientsKnow(node, 0);
    }

    private boolean clientsKnow(SimulatedNode node, int group) {
        List<Integer> cards = scenario.groups().get(group).cards();
        for (int member = 0; member < scenario.lastSettings(group).members(); member++) {
            VirtualRouterConfig config = node.running(group, member);
            if (config == null) {
                return false;
            }
            for (InetAddress address : config.advertisedAddresses()) {
                Long mac = clients.get(cards.get(member)).macOf(address);
                if (mac == null || mac != SimulatedRouter.mac(node.number(), cards.get(member))) {
                    return false;
                }
            }
        }
        return true;
    }

    long changes() {
        return watch.changes();
    }

    @Override
    public String toString() {
        return trace.toString();
    }

    private void runUntil(long nanos) {
        told(() -> {
            while (scheduler.step(nanos)) {
                watch.afterEvent();
            }
        });
    }

    private void tick(long every) {
        scheduler.at(scheduler.now() + every, () -> {
            watch.tick();
            tick(every);
        });
    }

    private void begin(Fault fault) {
        trace.add("FAULT", fault.toString());
        active.add(fault);
        lan.begin(fault);
        SimulatedRouter router = routers.get(fault.node());
        switch (fault) {
            case Fault.Cut _ -> {}
            case Fault.CardDown _ -> router.linksChanged();
            case Fault.Crash _ -> router.kill();
            case Fault.Stop _ -> router.stop();
            case Fault.Freeze _ -> freeze(router);
            case Fault.Refusal _ -> refuse(router);
        }
        watch.lanChanged();
    }

    private void end(Fault fault) {
        trace.add("HEAL", fault.toString());
        active.remove(fault);
        lan.end(fault);
        SimulatedRouter router = routers.get(fault.node());
        switch (fault) {
            case Fault.Cut _ -> {}
            case Fault.CardDown _ -> router.linksChanged();
            case Fault.Crash _, Fault.Stop _ -> {
                if (active.stream().noneMatch(other -> keepsDown(other, router))) {
                    router.start();
                }
            }
            case Fault.Freeze freeze -> {
                if (active.stream().noneMatch(other -> other instanceof Fault.Freeze && other.node() == fault.node())) {
                    router.thaw(freeze.wakesBeforeItReads());
                }
            }
            case Fault.Refusal _ -> refuse(router);
        }
        watch.lanChanged();
    }

    private void freeze(SimulatedRouter router) {
        if (router.process().isRunning()) {
            trace.add(router.name(), "freezes");
            router.process().freeze();
        }
    }

    private void refuse(SimulatedRouter router) {
        if (router instanceof SimulatedNode node) {
            node.kernel()
                    .refuse(active.stream()
                            .anyMatch(fault -> fault instanceof Fault.Refusal && fault.node() == node.number()));
        }
    }

    private void heal() {
        trace.add("LAN", "the weather is fair, and all faults are over");
        lan.heal();
        watch.healed();
    }

    private boolean keepsDown(Fault fault, SimulatedRouter router) {
        return fault.node() == router.number() && (fault instanceof Fault.Crash || fault instanceof Fault.Stop);
    }

    private void checkSettled() {
        for (int group = 0; group < scenario.groups().size(); group++) {
            Settings settings = scenario.lastSettings(group);
            for (int member = 0; member < scenario.groups().get(group).cards().size(); member++) {
                String name = Scenario.name(group, member);
                List<SimulatedRouter> masters = watch.masters(group, member);
                if (member >= settings.members()) {
                    require(masters.isEmpty() && holders(group, member) == 0, name + " is no more");
                    continue;
                }
                require(
                        masters.size() == 1,
                        name + " has exactly one Master; it has "
                                + masters.stream().map(SimulatedRouter::name).toList());
                SimulatedRouter master = masters.getFirst();
                if (settings.preempt()) {
                    require(
                            settings.priorities().get(master.number()).equals(Collections.max(settings.priorities())),
                            "with preemption the Master of " + name + " has the highest priority");
                }
                if (master instanceof SimulatedNode node) {
                    VirtualRouterConfig config = Objects.requireNonNull(node.running(group, member));
                    require(
                            node.kernel().holds(name, config.advertisedAddresses()),
                            node.name() + " holds the addresses of " + name);
                }
                require(
                        holders(group, member) == (master instanceof SimulatedNode ? 1 : 0),
                        "one node holds the addresses of " + name);
            }
            checkStates(group);
        }
    }

    private void checkStates(int group) {
        for (SimulatedRouter router : routers) {
            if (router instanceof SimulatedNode node) {
                Optional<State> state = node.state(group);
                require(
                        state.equals(Optional.of(State.MASTER)) || state.equals(Optional.of(State.BACKUP)),
                        node.name() + " takes part; its state is " + state);
            }
        }
    }

    /** In the calm only Masters speak, once in an interval. */
    private void checkRate(long sent, long calm) {
        long expected = 0;
        for (int group = 0; group < scenario.groups().size(); group++) {
            Settings settings = scenario.lastSettings(group);
            expected += settings.members() * (calm / (settings.intervalMillis() * MILLI) * 1001 / 1000 + 2);
        }
        require(sent <= expected, "in the calm there are no more advertisements than Masters have intervals: " + sent);
    }

    private void checkClients() {
        for (int group = 0; group < scenario.groups().size(); group++) {
            SimulatedRouter master = watch.masters(group, 0).getFirst();
            boolean one = true;
            for (int member = 1; member < scenario.lastSettings(group).members(); member++) {
                one &= watch.masters(group, member).getFirst().equals(master);
            }
            if (one && master instanceof SimulatedNode node) {
                require(clientsKnow(node, group), "a minute later every client knows where the addresses are");
            }
        }
    }

    private static void require(boolean holds, String invariant) {
        if (!holds) {
            throw new AssertionError(invariant);
        }
    }

    /** Runs {@code part}; if it fails, with the story. */
    private void told(Runnable part) {
        try {
            part.run();
        } catch (AssertionError | RuntimeException e) {
            throw new Violation(
                    String.valueOf(e.getMessage()),
                    "at %.6f s of%n%s%nthe last events:%n%s".formatted(scheduler.now() / 1e9, scenario, trace),
                    e);
        }
    }
}
