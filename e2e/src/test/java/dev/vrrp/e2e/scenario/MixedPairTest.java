package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.Keepalived;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Server A runs the agent, server B is outside of the cluster and runs keepalived with the same set-up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedPairTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofOneNodeBesideAnother();

    private GroupWatch watch;
    private Node agentNode;
    private Node keepalivedNode;
    private Keepalived keepalived;

    @BeforeAll
    void applyExampleWithPeers() {
        Lab lab = LAB.testbed().lab();
        agentNode = lab.node(NodePlan.A);
        keepalivedNode = lab.node(NodePlan.B);
        watch = GroupWatch.start(lab, TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS);
        LAB.testbed().applyFile(TwoServersExample.MANIFEST);
        names("vi-1", Card.FIRST);
        names("vi-2", Card.SECOND);
        assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-a");
        keepalived = startKeepalived();
        await("keepalived hears the agent and stays a backup")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> keepalived.process().logText().contains("Entering BACKUP STATE"));
    }

    private void names(String virtualIP, Card card) {
        String patch = "{\"spec\":{\"peers\":[\"%s\"]}}".formatted(keepalivedNode.address(card));
        LAB.testbed().kubectl().output("patch", "virtualip", virtualIP, "--type=merge", "--patch=" + patch);
    }

    private Keepalived startKeepalived() {
        return Keepalived.start(
                keepalivedNode,
                TwoServers.plans(TwoServersExample.PRIORITY_B),
                LAB.testbed().lab().directory());
    }

    @Test
    void bothDirectionsOfFailover() {
        Takeover toKeepalived = expect(() -> agentNode.carrierDown(Card.SECOND), "server-b", 90);
        agentNode.carrierUp(Card.SECOND);
        awaitBackup();
        assertNobodyPreempts("server-b", TwoServersExample.PRIORITY_A);

        Takeover toAgent = expect(() -> keepalivedNode.carrierDown(Card.FIRST), "server-a", 100);
        keepalivedNode.carrierUp(Card.FIRST);
        assertNobodyPreempts("server-a", TwoServersExample.PRIORITY_B);

        Takeover resigned = expect(LAB.testbed().agent("server-a")::terminate, "server-b", 90);
        assertThat(resigned.duration())
                .as("keepalived hears the resignation and waits its skew time only")
                .isLessThan(Duration.ofSeconds(2));
        assertThat(LAB.testbed().agent("server-a").awaitEnd()).isZero();
        LAB.testbed().agent("server-a").start();
        awaitBackup();

        Takeover resignedByKeepalived = expect(keepalived::stop, "server-a", 100);
        assertThat(resignedByKeepalived.duration())
                .as("the agent hears keepalived's resignation")
                .isLessThan(Duration.ofSeconds(2));
        System.out.println("agent's card down, keepalived takes over: " + toKeepalived
                + "\nkeepalived's card down, the agent takes over: " + toAgent
                + "\nagent ended, keepalived takes over: " + resigned
                + "\nkeepalived ended, the agent takes over: " + resignedByKeepalived);
    }

    private void assertNobodyPreempts(String master, int priorityOfTheOther) {
        Instant returned = Instant.now();
        await().pollDelay(Bounds.takeover(priorityOfTheOther)).until(() -> true);
        for (String address : watch.addresses()) {
            assertThat(watch.probe(address).answeringNodes(returned))
                    .as(
                            "nodes that answered for %s since %s; its moves: %s",
                            address, returned, watch.history().changes(address, Instant.EPOCH))
                    .containsExactly(master);
        }
    }

    private static void awaitBackup() {
        Reported reported = new Reported(LAB.testbed().kubectl());
        await("the agent is a backup of keepalived").atMost(Bounds.REPORT).until(() -> TwoServers.NAMES.stream()
                .allMatch(name -> reported.state(name, "server-a").equals(Optional.of("Backup"))));
    }

    private Takeover expect(Runnable failure, String heir, int priority) {
        Takeover takeover = watch.observe(failure, Bounds.takeover(priority));
        assertThat(takeover.to()).isEqualTo(heir);
        assertThat(takeover.apart()).isLessThanOrEqualTo(Bounds.takeover(priority));
        return takeover;
    }
}
