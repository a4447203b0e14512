package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.CommandResult;
import dev.vrrp.e2e.lab.HeldAddress;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.ReportedCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two servers, two cards each, one group: whatever fails, both addresses end together on the other server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final Duration AFTER_HEAL = Duration.ofSeconds(3);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private TwoServersExample example;

    @BeforeAll
    void applyExample() {
        example = TwoServersExample.apply(LAB.testbed());
        // either: without preemption the first election is won by the agent that has read its NodeConfig first
        example.watch().awaitMaster(Bounds.CONVERGENCE);
    }

    @BeforeEach
    void settle() {
        example.settleOnServerA();
    }

    @Test
    @Order(1)
    void oneNodeIsMasterOfBothAndKubectlSaysSo() {
        Node master = example.serverA();
        example.assertNeighboursAreRight(master);
        for (String address : example.watch().addresses()) {
            HeldAddress held = master.heldAddresses().stream()
                    .filter(candidate -> candidate.address().equals(address))
                    .findFirst()
                    .orElseThrow();
            assertThat(held.prefixLength()).isEqualTo(24);
            assertThat(held.validSeconds()).as("an address is a lease").isLessThan(60);
            LAB.testbed().lab().client().forget(address);
            assertThat(LAB.testbed().lab().client().claimants(address))
                    .as("MAC addresses that answer for %s", address)
                    .hasSize(1);
        }
        example.assertNeighboursAreRight(master);
        CommandResult ready = LAB.testbed()
                .kubectl()
                .run("wait", "--for=condition=Ready", "virtualips,syncgroups", "--all", "--timeout=10s");
        assertThat(ready.output())
                .contains("virtualip.vrrp.dev/vi-1 condition met")
                .contains("virtualip.vrrp.dev/vi-2 condition met")
                .contains("syncgroup.vrrp.dev/vg1 condition met");
        String table = LAB.testbed().kubectl().output("get", "vip");
        assertThat(table.lines().filter(line -> line.startsWith("vi-")))
                .hasSize(2)
                .allMatch(line -> line.contains("server-a") && line.contains("True"));
        assertThat(table).contains("192.168.1.111/24").contains("192.168.1.112/24");
        await("the group and the Events tell it too").atMost(Bounds.REPORT).untilAsserted(() -> {
            assertThat(LAB.testbed().kubectl().output("get", "vsg")).contains("server-a");
            assertThat(LAB.testbed().kubectl().output("describe", "vip", "vi-1"))
                    .contains("BecameMaster");
        });
    }

    @Test
    void secondCardOfTheMasterGoesDown() {
        cardGoesDown(Card.SECOND);
    }

    @Test
    void firstCardOfTheMasterGoesDown() {
        cardGoesDown(Card.FIRST);
    }

    private void cardGoesDown(Card card) {
        example.expectTakeover(
                () -> example.serverA().carrierDown(card), example.serverB(), TwoServersExample.PRIORITY_B);
        example.awaitState(example.serverA(), "Fault");
        for (String address : example.watch().addresses()) {
            assertThat(example.serverA().holds(address)).isFalse();
        }
        example.serverA().carrierUp(card);
        example.awaitState(example.serverA(), "Backup");
        example.assertNobodyPreempts(example.serverB());
        await("the Events tell it").atMost(Bounds.REPORT).untilAsserted(() -> assertThat(
                        LAB.testbed().kubectl().output("describe", "vip", "vi-2"))
                .contains("EnteredFault", "LeftFault", "BecameMaster"));
    }

    @Test
    void agentOfTheMasterIsToldToEnd() {
        example.expectTakeover(example.agentA()::terminate, example.serverB(), TwoServersExample.PRIORITY_B);
        assertThat(example.agentA().awaitEnd()).isZero();
        for (String address : example.watch().addresses()) {
            assertThat(example.serverA().holds(address)).isFalse();
        }
        example.agentA().start();
        example.awaitState(example.serverA(), "Backup");
        example.assertNobodyPreempts(example.serverB());
    }

    /** As when the node dies that both run on; who is Master needs no operator to be told. */
    @Test
    void agentOfTheMasterIsKilledAndTheOperatorWithIt() {
        long leaseSeconds = leaseSeconds(example.serverA());
        LAB.testbed().operator().kill();
        Takeover takeover =
                example.expectTakeover(example.agentA()::kill, example.serverB(), TwoServersExample.PRIORITY_B);
        await("kubectl tells the Master without the operator")
                .atMost(Bounds.REPORT)
                .untilAsserted(() -> assertThat(TwoServers.NAMES)
                        .allSatisfy(name -> assertThat(example.reported().master("virtualip", name))
                                .hasValue("server-b")));
        LAB.testbed().operator().start();
        // the kernel takes up to 1 s, and who tells of it may be late
        Instant leaseEnd =
                takeover.begun().plusSeconds(leaseSeconds).plusSeconds(1).plus(TOLERANCE);
        for (String address : example.watch().addresses()) {
            await("the kernel of server-a has let go of " + address)
                    .atMost(Bounds.CONVERGENCE.plusSeconds(leaseSeconds))
                    .until(() -> example.watch().history().holders(address).equals(Set.of("server-b")));
            assertThat(example.watch().history().holders(address, leaseEnd))
                    .as("holders of %s when the lease of %d s and 2 s are over", address, leaseSeconds)
                    .containsExactly("server-b");
        }
        example.agentA().start();
        example.awaitState(example.serverA(), "Backup");
        example.assertNobodyPreempts(example.serverB());
    }

    /** The lease that the agent gives: the most that is left of it, seen several times. */
    private long leaseSeconds(Node node) {
        return IntStream.range(0, 20)
                .mapToLong(sample -> node.heldAddresses().stream()
                        .filter(held -> example.watch().addresses().contains(held.address()))
                        .mapToLong(HeldAddress::validSeconds)
                        .max()
                        .orElseThrow())
                .max()
                .orElseThrow();
    }

    /** The one that was cut off has the lower priority, so it steps back when both meet again. */
    @Test
    void masterOfLowerPriorityIsCutOffInSilence() {
        example.expectTakeover(example.agentA()::terminate, example.serverB(), TwoServersExample.PRIORITY_B);
        assertThat(example.agentA().awaitEnd()).isZero();
        example.agentA().start();
        example.awaitState(example.serverA(), "Backup");

        example.expectTakeover(example.serverB()::cutSilently, example.serverA(), TwoServersExample.PRIORITY_A);
        example.serverB().healCut();
        assertThat(example.watch().awaitMaster(AFTER_HEAL)).isEqualTo("server-a");
        example.assertNobodyPreempts(example.serverA());
        example.assertNeighboursAreRight(example.serverA());
    }

    /** The one that was cut off has the higher priority and thinks it is Master: RFC 3768 section 6.4.3 lets it win. */
    @Test
    void masterOfHigherPriorityIsCutOffInSilence() {
        example.expectTakeover(example.serverA()::cutSilently, example.serverB(), TwoServersExample.PRIORITY_B);
        awaitSplitBrain("True");
        Instant healed = Instant.now();
        example.serverA().healCut();
        String master = example.watch().awaitMaster(AFTER_HEAL);
        assertThat(master).isEqualTo("server-a");
        assertThat(example.watch().longestApart(healed))
                .as("one here and one there, after two masters met")
                .isLessThan(Duration.ofSeconds(2));
        example.assertNobodyPreempts(example.serverA());
        assertThat(example.watch().outages(healed).values())
                .as("the client follows the master when two met")
                .allSatisfy(outage -> assertThat(outage).isLessThan(Duration.ofSeconds(2)));
        example.assertNeighboursAreRight(example.serverA());
        awaitSplitBrain("False");
    }

    private void awaitSplitBrain(String status) {
        await("the operator tells whether two claim the addresses")
                .atMost(Bounds.REPORT)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(TwoServers.NAMES)
                        .allSatisfy(name -> assertThat(example.reported().condition("virtualip", name, "SplitBrain"))
                                .map(ReportedCondition::status)
                                .hasValue(status)));
    }
}
