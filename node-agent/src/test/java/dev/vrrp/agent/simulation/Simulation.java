package dev.vrrp.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run of a scenario. Invariants are checked after every event; a failure tells the seed, the scenario, the last events
 * and how to see it again.
 */
final class Simulation implements SimulatedNode.Observer {
    private static final long MILLI = 1_000_000L;

    /** No node may speak more often than the limit on answers allows, and its own rhythm. */
    private static final long SHORTEST_INTERVAL_NANOS = 10 * MILLI;

    private final Scenario scenario;
    private final Scheduler scheduler = new Scheduler();
    private final Trace trace = new Trace(scheduler);
    private final SimulatedLan lan;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<Fault> active = new ArrayList<>();
    private long changes;
    private long sent;

    Simulation(Scenario scenario) {
        this.scenario = scenario;
        RandomGenerator random = new SplittableRandom(~scenario.seed());
        lan = new SimulatedLan(scheduler, random, scenario.plan());
        for (int node = 0; node < scenario.nodes(); node++) {
            SimulatedNode simulated = new SimulatedNode(node, scenario, scheduler, random, lan, trace, this);
            nodes.add(simulated);
            scheduler.at(random.nextLong(scenario.intervalNanos()), () -> {
                if (active.stream().noneMatch(fault -> keepsDown(fault, simulated))) {
                    simulated.start();
                }
            });
        }
        for (int segment = 0; segment < scenario.segments(); segment++) {
            SimulatedClient client = new SimulatedClient();
            clients.add(client);
            lan.plug(new SimulatedLan.Port(scenario.nodes(), 0, segment, client));
        }
        for (Fault fault : scenario.plan().faults()) {
            scheduler.at(fault.fromMillis() * MILLI, () -> begin(fault));
            scheduler.at(fault.untilMillis() * MILLI, () -> end(fault));
        }
        scheduler.at(scenario.plan().healMillis() * MILLI, () -> {
            trace.add("LAN", "the weather is fair");
            lan.heal();
        });
    }

    /** Runs to {@code millis}, with every invariant in force. */
    void runUntilMillis(long millis) {
        runUntil(millis * MILLI);
    }

    /** Runs to the end of the settlement after the heal, and on for a minute and a half in which nothing may move. */
    void runToTheEnd() {
        long heal = scenario.plan().healMillis() * MILLI;
        runUntil(heal + scenario.settlementNanos());
        told(this::checkSettled);
        long before = changes;
        runUntil(scheduler.now() + 61_000 * MILLI);
        told(() -> {
            assertThat(changes).as("state changes after all had settled").isEqualTo(before);
            checkSettled();
            checkClients();
            assertThat(sent)
                    .as("advertisements sent")
                    .isLessThan(2L
                            * scenario.nodes()
                            * scenario.members()
                            * (scheduler.now() / scenario.intervalNanos() + heal / SHORTEST_INTERVAL_NANOS));
        });
    }

    long nowMillis() {
        return scheduler.now() / MILLI;
    }

    SimulatedNode node(int number) {
        return nodes.get(number);
    }

    /** The only node that is Master, if there is one. */
    Optional<SimulatedNode> master() {
        List<SimulatedNode> masters =
                nodes.stream().filter(SimulatedNode::isMaster).toList();
        return masters.size() == 1 ? Optional.of(masters.getFirst()) : Optional.empty();
    }

    /** How many nodes hold the addresses of {@code member}. */
    long holders(int member) {
        VirtualRouterConfig config = scenario.config(0, member);
        return nodes.stream()
                .filter(node -> node.kernel()
                        .holds(config.name(), config.advertisedAddresses().getFirst()))
                .count();
    }

    /** Whether every client's idea of every address is the card of {@code node}. */
    boolean clientsKnow(SimulatedNode node) {
        for (int member = 0; member < scenario.members(); member++) {
            SimulatedClient client = clients.get(scenario.oneLan() ? 0 : member);
            for (InetAddress address : node.config(member).advertisedAddresses()) {
                Long mac = client.macOf(address);
                if (mac == null || mac != node.mac(member)) {
                    return false;
                }
            }
        }
        return true;
    }

    long changes() {
        return changes;
    }

    @Override
    public String toString() {
        return trace.toString();
    }

    @Override
    public void stateChanged(SimulatedNode node, String member, VirtualRouterAction.StateChanged change) {
        changes++;
    }

    @Override
    public void sent(SimulatedNode node, String member) {
        sent++;
    }

    private void runUntil(long nanos) {
        told(() -> {
            while (scheduler.step(nanos)) {
                nodes.forEach(this::checkInvariants);
            }
        });
    }

    private void begin(Fault fault) {
        trace.add("FAULT", fault.toString());
        active.add(fault);
        lan.begin(fault);
        SimulatedNode node = nodes.get(fault.node());
        switch (fault) {
            case Fault.Cut _ -> {}
            case Fault.CardDown _ -> node.linksChanged();
            case Fault.Crash _ -> node.kill();
            case Fault.Stop _ -> node.stop();
            case Fault.Freeze _ -> node.freeze();
        }
    }

    private void end(Fault fault) {
        trace.add("HEAL", fault.toString());
        active.remove(fault);
        lan.end(fault);
        SimulatedNode node = nodes.get(fault.node());
        switch (fault) {
            case Fault.Cut _ -> {}
            case Fault.CardDown _ -> node.linksChanged();
            case Fault.Crash _, Fault.Stop _ -> {
                if (active.stream().noneMatch(other -> keepsDown(other, node))) {
                    node.start();
                }
            }
            case Fault.Freeze freeze -> {
                if (active.stream().noneMatch(other -> other instanceof Fault.Freeze && other.node() == fault.node())) {
                    node.thaw(freeze.wakesBeforeItReads());
                }
            }
        }
    }

    private boolean keepsDown(Fault fault, SimulatedNode node) {
        return nodes.get(fault.node()) == node && (fault instanceof Fault.Crash || fault instanceof Fault.Stop);
    }

    private void checkInvariants(SimulatedNode node) {
        if (node.process() != SimulatedNode.Life.RUNNING) {
            return;
        }
        ElectionGroup group = node.group().orElseThrow();
        Optional<State> state = node.state();
        require(state.isPresent(), node, "the group is together");
        for (VirtualRouter member : group.members().values()) {
            String name = member.config().name();
            switch (member.role()) {
                case Role.Master _ -> {
                    for (InterfaceAddress address : member.config().addresses()) {
                        require(node.kernel().holds(name, address.address()), node, "a Master holds its addresses");
                    }
                }
                case Role.Resigning _ -> {}
                case Role.Backup _, Role.Fault _, Role.Initialize _ ->
                    require(!node.kernel().holdsAny(name), node, "only a Master holds an address");
            }
        }
        switch (state.orElseThrow()) {
            case BACKUP, MASTER -> require(group.nextDeadline().isPresent(), node, "there is a next deadline");
            case INITIALIZE, FAULT -> {}
        }
    }

    private static void require(boolean holds, SimulatedNode node, String invariant) {
        if (!holds) {
            throw new AssertionError(node.name() + ": " + invariant + "; it is "
                    + node.group().map(ElectionGroup::members).orElseThrow());
        }
    }

    private void checkSettled() {
        assertThat(nodes)
                .as("states after the settlement")
                .extracting(node -> node.state().orElse(State.INITIALIZE))
                .containsOnlyOnce(State.MASTER)
                .containsOnly(State.MASTER, State.BACKUP);
        SimulatedNode master = master().orElseThrow();
        if (scenario.preempt()) {
            assertThat(master.config(0).priority().value())
                    .as("priority of the Master with preemption")
                    .isEqualTo(Collections.max(scenario.priorities()));
        }
        for (int member = 0; member < scenario.members(); member++) {
            assertThat(holders(member)).as("nodes that hold vi-%d", member + 1).isEqualTo(1);
        }
    }

    private void checkClients() {
        assertThat(clientsKnow(master().orElseThrow()))
                .as("a minute later every client knows where the addresses are")
                .isTrue();
    }

    /** Runs {@code part}; if it fails, with the story. */
    private void told(Runnable part) {
        try {
            part.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    """
                    %s

                    seed %d, %.6f s
                    %s
                    replay: mvn -pl node-agent -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
                    -Dsimulation.seed=%d
                    the last events:
                    %s
                    """.formatted(
                            e.getMessage(), scenario.seed(), scheduler.now() / 1e9, scenario, scenario.seed(), trace),
                    e);
        }
    }
}
