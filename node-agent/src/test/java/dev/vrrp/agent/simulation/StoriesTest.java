package dev.vrrp.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The failures that the design was made for, each at many phases of the advertisement interval. */
class StoriesTest {
    private static final int A = 0;
    private static final int B = 1;
    private static final int PHASES = 40;
    private static final long PHASE_MILLIS = 25;

    /** All is settled by then, node A is Master. */
    private static final long SETTLED_MILLIS = 8_000;

    /** Of priority 100 at 1 s, rounded up, with the way of the frames. */
    private static final long SKEW_MILLIS = 612;

    @Test
    @DisplayName("two Masters met: whoever spoke first, clients follow the winner within an interval")
    void healWithoutBlackHole() {
        for (int phase = 0; phase < PHASES; phase++) {
            long heal = SETTLED_MILLIS + 10_000 + phase * PHASE_MILLIS;
            Fault cut = new Fault.Cut(A, Fault.EVERYBODY, Fault.EVERYWHERE, Fault.Direction.BOTH, SETTLED_MILLIS, heal);
            Simulation simulation = settled(Scenario.pair(FaultPlan.of(cut)).withSeed(phase));
            simulation.runUntilMillis(heal);
            assertThat(simulation.node(A).isMaster()).isTrue();
            assertThat(simulation.node(B).isMaster()).isTrue();
            assertThat(simulation.clientsKnow(simulation.node(B))).isTrue();
            simulation.runUntilMillis(heal + 1_010);
            assertThat(simulation.node(B).isMaster()).isFalse();
            assertThat(simulation.clientsKnow(simulation.node(A)))
                    .as("phase %d\n%s", phase, simulation)
                    .isTrue();
        }
    }

    @Test
    @DisplayName("a frozen Master loses its addresses in the kernel and comes back as Backup, without a word")
    void frozenMaster() {
        for (boolean wakesBeforeItReads : List.of(false, true)) {
            long thaw = SETTLED_MILLIS + 7_000;
            Simulation simulation =
                    settled(Scenario.pair(FaultPlan.of(new Fault.Freeze(A, wakesBeforeItReads, SETTLED_MILLIS, thaw))));
            simulation.runUntilMillis(thaw - 1);
            assertThat(simulation.node(B).isMaster()).isTrue();
            assertThat(simulation.holders(0)).isEqualTo(1);
            simulation.runUntilMillis(thaw + 10);
            assertThat(simulation.node(B).isMaster()).as("%s", simulation).isTrue();
            assertThat(simulation.node(A).isMaster()).isFalse();
            simulation.runUntilMillis(thaw + 4_000);
            assertThat(simulation.node(A).isMaster()).as("preempts in its turn").isTrue();
        }
    }

    @Test
    @DisplayName("a frozen Backup does not take over from a Master whose words it has not read yet")
    void frozenBackup() {
        for (boolean wakesBeforeItReads : List.of(false, true)) {
            for (int phase = 0; phase < PHASES; phase++) {
                long thaw = SETTLED_MILLIS + 5_000 + phase * 100L;
                FaultPlan plan = FaultPlan.of(
                        new Fault.Crash(A, 0, SETTLED_MILLIS),
                        new Fault.Freeze(A, wakesBeforeItReads, SETTLED_MILLIS + 100, thaw));
                Simulation simulation =
                        new Simulation(Scenario.pair(plan).withPreempt(false).withSeed(phase));
                simulation.runUntilMillis(thaw - 1);
                assertThat(simulation.node(B).isMaster()).isTrue();
                long before = simulation.changes();
                simulation.runUntilMillis(thaw + 10_000);
                assertThat(simulation.changes())
                        .as("phase %d\n%s", phase, simulation)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    @DisplayName("a frozen Backup reads the last words of a Master that has died since, and then takes over")
    void frozenBackupAlone() {
        long thaw = SETTLED_MILLIS + 20_000;
        FaultPlan plan = FaultPlan.of(
                new Fault.Freeze(B, true, SETTLED_MILLIS, thaw),
                new Fault.Crash(A, SETTLED_MILLIS + 4_000, thaw + 60_000));
        Simulation simulation = settled(Scenario.pair(plan));
        simulation.runUntilMillis(thaw + 3_700);
        assertThat(simulation.node(B).isMaster()).as("%s", simulation).isTrue();
    }

    @Test
    @DisplayName("killed and started again within its lease: nobody notices, and the address is never away")
    void killedAndStartedAgain() {
        for (int phase = 0; phase < PHASES; phase++) {
            long kill = SETTLED_MILLIS + phase * PHASE_MILLIS;
            Simulation simulation = settled(Scenario.pair(FaultPlan.of(new Fault.Crash(A, kill, kill + 1_900)))
                    .withSeed(phase));
            long before = simulation.changes();
            while (simulation.nowMillis() < kill + 10_000) {
                simulation.runUntilMillis(simulation.nowMillis() + 10);
                assertThat(simulation.holders(0))
                        .as("phase %d\n%s", phase, simulation)
                        .isEqualTo(1);
            }
            assertThat(simulation.changes())
                    .as("it starts as Master, that is all")
                    .isEqualTo(before + 1);
        }
    }

    @Test
    @DisplayName("a planned stop: the next Master follows in its skew time, and at every moment some node answers")
    void plannedStop() {
        for (int phase = 0; phase < PHASES; phase++) {
            long stop = SETTLED_MILLIS + phase * PHASE_MILLIS;
            Simulation simulation = settled(Scenario.pair(FaultPlan.of(new Fault.Stop(A, stop, stop + 60_000)))
                    .withSeed(phase));
            while (simulation.nowMillis() < stop + SKEW_MILLIS) {
                simulation.runUntilMillis(simulation.nowMillis() + 1);
                assertThat(simulation.holders(0))
                        .as("phase %d\n%s", phase, simulation)
                        .isPositive();
            }
            assertThat(simulation.node(B).isMaster()).as("%s", simulation).isTrue();
            simulation.runUntilMillis(stop + SKEW_MILLIS + 160);
            assertThat(simulation.holders(0)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName(
            "one of two cards fails: both addresses move together, in the skew time and not the master down interval")
    void oneCardOfAGroup() {
        for (int card = 0; card < 2; card++) {
            Fault down = new Fault.CardDown(A, card, SETTLED_MILLIS, SETTLED_MILLIS + 20_000);
            Simulation simulation =
                    settled(Scenario.pair(FaultPlan.of(down)).withMembers(2).withPreempt(false));
            simulation.runUntilMillis(SETTLED_MILLIS + SKEW_MILLIS);
            assertThat(simulation.node(B).isMaster()).as("%s", simulation).isTrue();
            assertThat(simulation.holders(0)).isEqualTo(1);
            assertThat(simulation.holders(1)).isEqualTo(1);
            assertThat(simulation.clientsKnow(simulation.node(B))).isTrue();
            long before = simulation.changes();
            simulation.runUntilMillis(SETTLED_MILLIS + 40_000);
            assertThat(simulation.changes() - before)
                    .as("the card is back: Backup again, and nobody preempts")
                    .isEqualTo(2);
        }
    }

    @Test
    @DisplayName("a virtual router that joins a group is answered for at once, and the others never cease to be")
    void memberJoins() {
        for (int phase = 0; phase < PHASES; phase++) {
            Scenario one = Scenario.pair(FaultPlan.of()).withRoomForAnother().withSeed(phase);
            long change = SETTLED_MILLIS + phase * PHASE_MILLIS;
            Simulation simulation = settled(one.withPlan(one.plan()
                    .with(new FaultPlan.Change(0, change, 50, one.settings().withMembers(2)))));
            while (simulation.nowMillis() < change + 6_000) {
                simulation.runUntilMillis(simulation.nowMillis() + 10);
                assertThat(simulation.holders(0)).as("%s", simulation).isEqualTo(1);
                assertThat(simulation.holders(1))
                        .as("%s", simulation)
                        .isEqualTo(simulation.nowMillis() > change + 60 ? 1 : simulation.holders(1));
            }
            assertThat(simulation.node(A).isMaster()).isTrue();
        }
    }

    @Test
    @DisplayName("a virtual router that leaves a group is gone at once, and nobody takes the others over")
    void memberLeaves() {
        for (int phase = 0; phase < PHASES; phase++) {
            Scenario two = Scenario.pair(FaultPlan.of()).withMembers(2).withSeed(phase);
            long change = SETTLED_MILLIS + phase * PHASE_MILLIS;
            Simulation simulation = settled(two.withPlan(two.plan()
                    .with(new FaultPlan.Change(0, change, 800, two.settings().withMembers(1)))));
            while (simulation.nowMillis() < change + 6_000) {
                simulation.runUntilMillis(simulation.nowMillis() + 10);
                assertThat(simulation.holders(0)).as("%s", simulation).isEqualTo(1);
            }
            assertThat(simulation.holders(1)).isZero();
            assertThat(simulation.node(A).isMaster()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "another program that knows no groups: Backup while it is Master, and takes both addresses when it dies")
    void foreignRouterWithoutGroups() {
        for (Scenario.Kind kind : List.of(Scenario.Kind.FOREIGN, Scenario.Kind.FOREIGN_GROUPED)) {
            FaultPlan plan = FaultPlan.of(new Fault.Crash(A, SETTLED_MILLIS, SETTLED_MILLIS + 20_000));
            Simulation simulation =
                    new Simulation(Scenario.pair(plan).withMembers(2).withKind(A, kind));
            simulation.runUntilMillis(SETTLED_MILLIS);
            assertThat(simulation.node(B).isMaster()).as("%s", simulation).isFalse();
            simulation.runUntilMillis(SETTLED_MILLIS + 3_000 + SKEW_MILLIS);
            assertThat(simulation.node(B).isMaster()).as("%s", simulation).isTrue();
            assertThat(simulation.holders(0)).isEqualTo(1);
            assertThat(simulation.holders(1)).isEqualTo(1);
            simulation.runToTheEnd();
            assertThat(simulation.node(B).isMaster()).as("%s", simulation).isFalse();
        }
    }

    @Test
    @DisplayName("addresses that are in another order on another segment decide nothing where the priorities differ")
    void crossedAddresses() {
        Fault cut = new Fault.Cut(
                A, Fault.EVERYBODY, Fault.EVERYWHERE, Fault.Direction.BOTH, SETTLED_MILLIS, SETTLED_MILLIS + 9_000);
        for (int phase = 0; phase < PHASES; phase++) {
            Simulation simulation = settled(Scenario.pair(FaultPlan.of(cut))
                    .withMembers(2)
                    .withCrossedAddresses()
                    .withSeed(phase));
            simulation.runUntilMillis(SETTLED_MILLIS + 8_999);
            assertThat(simulation.node(B).isMaster()).isTrue();
            simulation.runUntilMillis(SETTLED_MILLIS + 9_000 + 1_010);
            assertThat(simulation.node(A).isMaster()).as("%s", simulation).isTrue();
            assertThat(simulation.node(B).isMaster()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "of equal priorities the first member decides for its group: one node is Master of all, and remains it")
    void crossedAddressesOfEqualPriority() {
        long cut = 30_000;
        Fault fault = new Fault.Cut(A, B, Fault.EVERYWHERE, Fault.Direction.BOTH, cut, cut + 9_000);
        for (int phase = 0; phase < PHASES; phase++) {
            Simulation simulation = new Simulation(Scenario.ours(FaultPlan.of(fault), 100, 100)
                    .withMembers(2)
                    .withCrossedAddresses()
                    .withSeed(phase));
            simulation.runUntilMillis(SETTLED_MILLIS);
            assertThat(simulation.node(A).isMaster())
                    .isNotEqualTo(simulation.node(B).isMaster());
            long settled = simulation.changes();
            simulation.runUntilMillis(cut);
            assertThat(simulation.changes()).as("%s", simulation).isEqualTo(settled);
            simulation.runUntilMillis(cut + 9_000 - 1);
            assertThat(simulation.node(A).isMaster() && simulation.node(B).isMaster())
                    .isTrue();
            simulation.runUntilMillis(cut + 9_000 + 1_010);
            assertThat(simulation.node(B).isMaster())
                    .as("its first address is the higher one\n%s", simulation)
                    .isTrue();
            assertThat(simulation.node(A).isMaster()).isFalse();
            assertThat(simulation.clientsKnow(simulation.node(B)))
                    .as("%s", simulation)
                    .isTrue();
            simulation.runToTheEnd();
        }
    }

    @Test
    @DisplayName("of equal priorities another member decides where the first hears nothing")
    void crossedAddressesAndACut() {
        long cut = SETTLED_MILLIS;
        Fault everywhere = new Fault.Cut(A, B, Fault.EVERYWHERE, Fault.Direction.BOTH, cut, cut + 9_000);
        Fault first = new Fault.Cut(A, B, 0, Fault.Direction.BOTH, cut, cut + 60_000);
        for (int phase = 0; phase < PHASES; phase++) {
            Simulation simulation = new Simulation(Scenario.ours(FaultPlan.of(everywhere, first), 100, 100)
                    .withMembers(2)
                    .withCrossedAddresses()
                    .withSeed(phase));
            simulation.runUntilMillis(cut + 9_000 + 4_010);
            assertThat(simulation.node(A).isMaster())
                    .as("its second address is the higher one\n%s", simulation)
                    .isTrue();
            assertThat(simulation.holders(1)).as("%s", simulation).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a longer interval is no silence, although the first advertisements that tell of it are lost")
    void longerInterval() {
        for (int phase = 0; phase < PHASES; phase++) {
            long change = SETTLED_MILLIS + phase * PHASE_MILLIS;
            Scenario pair = Scenario.pair(FaultPlan.of(
                            new Fault.Cut(A, B, Fault.EVERYWHERE, Fault.Direction.BOTH, change, change + 1_900)))
                    .withSeed(phase);
            Simulation simulation = settled(pair.withPlan(pair.plan()
                    .with(new FaultPlan.Change(0, change, 0, pair.settings().withInterval(4_000)))));
            long before = simulation.changes();
            simulation.runUntilMillis(change + 120_000);
            assertThat(simulation.changes()).as("%s", simulation).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("a preempt delay that is taken away while it runs ends at once")
    void preemptDelayTakenAway() {
        Scenario pair = Scenario.pair(FaultPlan.of(new Fault.Crash(A, 0, SETTLED_MILLIS)));
        Settings patient = pair.settings().withPreemptDelay(600_000);
        FaultPlan plan = pair.plan()
                .with(new FaultPlan.Change(0, 0, 0, patient))
                .with(new FaultPlan.Change(0, SETTLED_MILLIS + 20_000, 10, pair.settings()));
        Simulation simulation = new Simulation(pair.withPlan(plan));
        simulation.runUntilMillis(SETTLED_MILLIS + 20_000);
        assertThat(simulation.node(B).isMaster()).as("%s", simulation).isTrue();
        simulation.runUntilMillis(SETTLED_MILLIS + 24_300);
        assertThat(simulation.node(A).isMaster()).as("%s", simulation).isTrue();
    }

    @Test
    @DisplayName("an address that the kernel refuses is taken with the next advertisement after it can be")
    void refusedAddress() {
        long end = SETTLED_MILLIS + 5_000;
        Simulation simulation = new Simulation(Scenario.pair(FaultPlan.of(new Fault.Refusal(A, 0, end))));
        simulation.runUntilMillis(end - 1);
        assertThat(simulation.node(A).isMaster()).isTrue();
        assertThat(simulation.holders(0)).isZero();
        simulation.runUntilMillis(end + 1_010);
        assertThat(simulation.holders(0)).isEqualTo(1);
    }

    private static Simulation settled(Scenario scenario) {
        Simulation simulation = new Simulation(scenario);
        simulation.runUntilMillis(SETTLED_MILLIS - 1);
        assertThat(simulation.node(A).isMaster()).as("%s", simulation).isTrue();
        return simulation;
    }
}
