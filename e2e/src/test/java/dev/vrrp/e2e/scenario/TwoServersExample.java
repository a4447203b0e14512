package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.Agent;
import dev.vrrp.e2e.product.Reported;
import dev.vrrp.e2e.product.Testbed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code deploy/examples/two-servers.yaml}, applied to a testbed and watched. */
final class TwoServersExample {
    static final String MANIFEST = "deploy/examples/two-servers.yaml";
    private static final Map<String, Card> CARDS =
            Map.of(TwoServers.FIRST_ADDRESS, Card.FIRST, TwoServers.SECOND_ADDRESS, Card.SECOND);
    static final int PRIORITY_A = 100;
    static final int PRIORITY_B = 90;

    private final Testbed testbed;
    private final GroupWatch watch;
    private final Reported reported;

    private TwoServersExample(Testbed testbed, GroupWatch watch) {
        this.testbed = testbed;
        this.watch = watch;
        this.reported = new Reported(testbed.kubectl());
    }

    /** Applies the example and does not wait. */
    static TwoServersExample apply(Testbed testbed) {
        GroupWatch watch = GroupWatch.start(testbed.lab(), TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS);
        testbed.applyFile(MANIFEST);
        return new TwoServersExample(testbed, watch);
    }

    GroupWatch watch() {
        return watch;
    }

    Reported reported() {
        return reported;
    }

    Node serverA() {
        return lab().node(NodePlan.A);
    }

    Node serverB() {
        return lab().node(NodePlan.B);
    }

    Agent agentA() {
        return testbed.agent(NodePlan.A.name());
    }

    Agent agentB() {
        return testbed.agent(NodePlan.B.name());
    }

    /** Brings the example to where server A is Master of both and server B is their Backup. */
    void settleOnServerA() {
        for (Agent agent : List.of(agentA(), agentB())) {
            if (!agent.runs()) {
                agent.start();
            }
        }
        // two that start at once can both be Master for a moment, and the first of them is not the one that stays
        await("one server is Master of both, and the other one is their Backup")
                .atMost(Bounds.CONVERGENCE.plus(Bounds.REPORT))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> isShared(serverA(), serverB()) || isShared(serverB(), serverA()));
        if (isShared(serverB(), serverA())) {
            watch.observe(agentB()::terminate, Bounds.takeover(PRIORITY_A));
            assertThat(agentB().awaitEnd())
                    .as("exit code of an agent after SIGTERM")
                    .isZero();
            agentB().start();
        }
        awaitState(serverA(), "Master");
        awaitState(serverB(), "Backup");
    }

    private boolean isShared(Node master, Node backup) {
        return TwoServers.NAMES.stream()
                        .allMatch(name -> reported.state(name, master.name()).equals(Optional.of("Master"))
                                && reported.state(name, backup.name()).equals(Optional.of("Backup")))
                && watch.master().equals(Optional.of(master.name()));
    }

    /** Waits until the API server tells that {@code node} is in {@code state} for both. */
    void awaitState(Node node, String state) {
        await("the API server tells that " + node + " is " + state)
                .atMost(Bounds.REPORT)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(TwoServers.NAMES)
                        .allSatisfy(name ->
                                assertThat(reported.state(name, node.name())).hasValue(state)));
    }

    /** Causes a failure of the Master and expects that {@code heir} takes over both addresses, together and in time. */
    Takeover expectTakeover(Runnable failure, Node heir, int priorityOfHeir) {
        Duration bound = Bounds.takeover(priorityOfHeir);
        Takeover takeover = watch.observe(failure, bound);
        System.out.println("takeover: " + takeover);
        assertThat(takeover.to()).isEqualTo(heir.name());
        assertThat(takeover.duration()).isLessThanOrEqualTo(bound);
        assertThat(takeover.apart()).as("one here and one there").isLessThanOrEqualTo(bound);
        assertNeighboursAreRight(heir);
        return takeover;
    }

    /** The client sends packets for each address to the card that carries it. */
    void assertNeighboursAreRight(Node master) {
        await("the client knows the cards that carry the addresses")
                .atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> CARDS.forEach((address, card) -> {
                    assertThat(master.deviceHolding(address))
                            .as("interface of %s", address)
                            .hasValue(card.device());
                    assertThat(lab().client().neighbour(address))
                            .as("MAC address of %s for the client", address)
                            .hasValue(master.mac(card));
                }));
    }

    /** Nothing moves for longer than an election takes, and nobody waits for an answer meanwhile. */
    void assertNobodyPreempts(Node master) {
        Instant start = Instant.now();
        await().pollDelay(Bounds.takeover(PRIORITY_B))
                .atMost(Duration.ofSeconds(30))
                .until(() -> true);
        for (String address : watch.addresses()) {
            assertThat(watch.probe(address).answeringNodes(start))
                    .as("nodes that answered for %s", address)
                    .containsExactly(master.name());
            assertThat(watch.history().changes(address, start))
                    .as("moves of %s", address)
                    .isEmpty();
            assertThat(watch.probe(address).lost(start))
                    .as("lost probes of %s", address)
                    .isZero();
        }
    }

    private Lab lab() {
        return testbed.lab();
    }
}
