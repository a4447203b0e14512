package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.State;
import dev.vrrp.e2e.peer.TwoServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The agent with a file in place of Kubernetes. */
class StandaloneTest {
    @Test
    void twoAgentsWithFilesMoveBothAddresses() {
        try (Lab lab = Lab.create(NodePlan.A, NodePlan.B)) {
            GroupWatch watch = GroupWatch.start(lab, TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS);
            StandaloneAgent agentA = agent(lab, lab.node(NodePlan.A), TwoServersExample.PRIORITY_A);
            assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-a");
            StandaloneAgent agentB = agent(lab, lab.node(NodePlan.B), TwoServersExample.PRIORITY_B);
            try {
                awaitBackup(agentB, TwoServersExample.PRIORITY_B);
                Takeover failed = watch.observe(
                        () -> agentA.node().carrierDown(Card.SECOND), Bounds.takeover(TwoServersExample.PRIORITY_B));
                assertThat(failed.to()).isEqualTo("server-b");
                agentA.node().carrierUp(Card.SECOND);
                awaitBackup(agentA, TwoServersExample.PRIORITY_A);
                assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-b");

                Takeover resigned = watch.observe(agentB::terminate, Bounds.takeover(TwoServersExample.PRIORITY_A));
                assertThat(resigned.to()).isEqualTo("server-a");
                assertThat(resigned.duration()).isLessThan(Duration.ofSeconds(2));
                agentB.awaitEnd();
                System.out.println("card down: " + failed + "\nSIGTERM: " + resigned);
            } catch (AssertionError e) {
                System.out.println(agentA.log() + agentB.log());
                throw e;
            }
        }
    }

    private static void awaitBackup(StandaloneAgent agent, int priority) {
        await("the agent is a backup").atMost(Bounds.CONVERGENCE).until(() -> TwoServers.plans(priority).stream()
                .allMatch(plan -> agent.state(plan) == State.BACKUP));
    }

    private static StandaloneAgent agent(Lab lab, Node node, int priority) {
        StandaloneAgent agent = new StandaloneAgent(node, lab.directory());
        agent.start(TwoServers.plans(priority));
        return agent;
    }
}
