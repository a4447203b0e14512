package dev.vrrp.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The lab shows what a real LAN would show, traps included. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private Lab lab;
    private Node nodeA;
    private Node nodeB;

    @BeforeAll
    void open() {
        lab = Lab.create(NodePlan.A, NodePlan.B);
        nodeA = lab.node(NodePlan.A);
        nodeB = lab.node(NodePlan.B);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void clientReachesBothCardsOfEveryNode() {
        for (Node node : lab.nodes()) {
            for (Card card : Card.values()) {
                assertThat(lab.client().reaches(node.address(card)))
                        .as("%s of %s answers", card.device(), node)
                        .isTrue();
            }
        }
    }

    @Test
    void eitherCardAnswersForTheAddressesOfBoth() {
        assertThat(lab.client().claimants(nodeA.address(Card.SECOND)))
                .as("the ARP trap of two cards on one LAN is there")
                .contains(nodeA.mac(Card.FIRST));
    }

    @Test
    void twoHoldersOfAnAddressAreBothSeen() {
        hold(nodeA, "192.168.1.201");
        hold(nodeB, "192.168.1.201");
        assertThat(lab.client().claimants("192.168.1.201"))
                .contains(nodeA.mac(Card.FIRST))
                .contains(nodeB.mac(Card.FIRST));
        assertThat(lab.holders("192.168.1.201")).containsExactly(nodeA, nodeB);
    }

    @Test
    void aPulledCableIsSeenByTheNode() {
        nodeA.carrierDown(Card.SECOND);
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(nodeA.hasCarrier(Card.SECOND)).isFalse());
        assertThat(nodeA.hasCarrier(Card.FIRST)).isTrue();
        nodeA.carrierUp(Card.SECOND);
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(nodeA.hasCarrier(Card.SECOND)).isTrue());
    }

    @Test
    void aSilentCutKeepsTheCarrierAndStopsTheTraffic() {
        Probe probe = lab.client().probe(nodeB.address(Card.FIRST));
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(probe.answeringNode()).hasValue(nodeB.name()));
        Instant cut = Instant.now();
        nodeB.cutSilently();
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(probe.answeringNode()).isEmpty());
        assertThat(nodeB.hasCarrier(Card.FIRST)).isTrue();
        nodeB.healCut();
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(probe.answeringNode()).hasValue(nodeB.name()));
        assertThat(probe.longestOutage(cut).duration()).isGreaterThan(Duration.ofMillis(250));
        assertThat(probe.lost(cut)).isGreaterThan(10);
        assertThat(probe.firstAnswer(nodeB.name(), cut)).isPresent();
    }

    @Test
    void anUndisturbedProbeLosesNothing() {
        Probe probe = lab.client().probe(nodeA.address(Card.FIRST));
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(probe.answeringNode()).hasValue(nodeA.name()));
        Instant start = Instant.now();
        await().pollDelay(Duration.ofSeconds(1)).atMost(BOUND).until(() -> true);
        assertThat(probe.lost(start)).isZero();
        assertThat(probe.answeringNodes(start)).containsExactly(nodeA.name());
    }

    @Test
    void nodesReachTheControlPlaneOverTheManagementNetworkAlone() {
        String controlPlane = lab.management().controlPlaneAddress();
        assertThat(ping(nodeA.namespace(), controlPlane)).isTrue();
        assertThat(Command.run(List.of("ping", "-n", "-c", "1", "-W", "1", controlPlane))
                        .succeeded())
                .as("the machine itself reaches the control plane")
                .isTrue();
        assertThat(ping(lab.client().namespace(), controlPlane)).isFalse();
        nodeA.cutManagement();
        assertThat(ping(nodeA.namespace(), controlPlane)).isFalse();
        assertThat(lab.client().reaches(nodeA.address(Card.FIRST))).isTrue();
        nodeA.healManagement();
        assertThat(ping(nodeA.namespace(), controlPlane)).isTrue();
    }

    @Test
    void historyTellsWhoHeldAnAddressWhen() {
        AddressHistory history = AddressHistory.follow(lab);
        Instant start = Instant.now();
        hold(nodeA, "192.168.1.211");
        hold(nodeA, "192.168.1.212");
        await().atMost(BOUND).untilAsserted(() -> assertThat(history.holders("192.168.1.212"))
                .containsExactly(nodeA.name()));
        Instant both = Instant.now();
        release(nodeA, "192.168.1.211");
        await().pollDelay(Duration.ofMillis(300)).atMost(BOUND).until(() -> true);
        release(nodeA, "192.168.1.212");
        await().atMost(BOUND).untilAsserted(() -> assertThat(history.holders("192.168.1.212"))
                .isEmpty());
        assertThat(history.holders("192.168.1.211", both)).isEqualTo(Set.of(nodeA.name()));
        assertThat(history.changes("192.168.1.211", start))
                .extracting(AddressChange::held)
                .containsExactly(true, false);
        assertThat(history.longestApart("192.168.1.211", "192.168.1.212", both))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
        assertThat(history.longestShared("192.168.1.211", start)).isZero();
        assertThat(history.holders(nodeB.address(Card.FIRST))).containsExactly(nodeB.name());
    }

    @Test
    void processesRunInsideTheirNodeUntilTheyAreStopped() {
        ManagedProcess process = ManagedProcess.start(
                nodeA.namespace(),
                "sleeper",
                lab.directory().resolve("sleeper.log"),
                Map.of("WORD", "hello"),
                List.of("sh", "-c", "echo $WORD; exec sleep 60"));
        await().atMost(BOUND).untilAsserted(() -> assertThat(process.logText()).isEqualTo("hello\n"));
        assertThat(nodeA.namespace().processes()).contains(process.pid());
        process.terminate();
        assertThat(process.waitFor(BOUND)).isEqualTo(128 + 15);
        assertThat(process.alive()).isFalse();
    }

    @Test
    void twoLabsRunAtOnceAndNothingIsLeftOfOneThatIsClosed() {
        Lab other = Lab.create(NodePlan.A);
        assertThat(other.client().reaches(NodePlan.A.firstAddress())).isTrue();
        assertThat(other.management().controlPlaneAddress())
                .isNotEqualTo(lab.management().controlPlaneAddress());
        Probe probe = other.client().probe(NodePlan.A.firstAddress());
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(probe.answeringNode()).isPresent());
        ManagedProcess process = ManagedProcess.start(
                other.node(NodePlan.A).namespace(),
                "sleeper",
                other.directory().resolve("sleeper.log"),
                Map.of(),
                List.of("sleep", "60"));

        other.close();

        String prefix = other.footprint().prefix();
        assertThat(process.alive()).isFalse();
        assertThat(Command.run("ip", "netns", "list").output()).doesNotContain(prefix);
        assertThat(Command.run("ip", "link", "show").output()).doesNotContain(prefix);
        assertThat(Files.exists(other.directory())).isFalse();
        assertThat(lab.client().reaches(NodePlan.A.firstAddress())).isTrue();
    }

    private static boolean ping(NetworkNamespace from, String address) {
        return from.run("ping", "-n", "-c", "1", "-W", "1", address).succeeded();
    }

    private static void hold(Node node, String address) {
        node.namespace().ip("address", "add", address + "/24", "dev", Card.FIRST.device());
    }

    private static void release(Node node, String address) {
        node.namespace().ip("address", "delete", address + "/24", "dev", Card.FIRST.device());
    }
}
