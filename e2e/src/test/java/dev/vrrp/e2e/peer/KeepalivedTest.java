package dev.vrrp.e2e.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Takeover;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two servers with keepalived, the set-up that the product takes over: the measure of the lab, and of us. */
class KeepalivedTest {
    private static final Duration CONVERGENCE = Duration.ofSeconds(30);
    private static final Duration TAKEOVER = Duration.ofSeconds(5);

    @Test
    void aPairMovesBothAddressesTogether() {
        try (Lab lab = Lab.create(NodePlan.A, NodePlan.B)) {
            GroupWatch watch = GroupWatch.start(lab, TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS);
            Keepalived.start(lab.node(NodePlan.A), TwoServers.plans(100), lab.directory());
            assertThat(watch.awaitMaster(CONVERGENCE)).isEqualTo("server-a");
            // neither preempts: of two that start at once, either may be first
            Keepalived other = Keepalived.start(lab.node(NodePlan.B), TwoServers.plans(90), lab.directory());
            await("the other is their Backup").atMost(CONVERGENCE).until(() -> TwoServers.plans(90).stream()
                    .allMatch(plan -> other.state(plan) == State.BACKUP));

            Takeover failed = watch.observe(() -> lab.node(NodePlan.A).carrierDown(Card.SECOND), TAKEOVER);
            assertThat(failed.to()).isEqualTo("server-b");
            assertThat(failed.outages().values())
                    .allSatisfy(outage -> assertThat(outage).isBetween(Duration.ofMillis(500), TAKEOVER));

            lab.node(NodePlan.A).carrierUp(Card.SECOND);
            Takeover stopped = watch.observe(other::stop, TAKEOVER);
            assertThat(stopped.to()).isEqualTo("server-a");
            assertThat(stopped.duration()).isLessThan(Duration.ofSeconds(2));
            System.out.println("keepalived, card down: " + failed + "\nkeepalived, SIGTERM: " + stopped);
            assertThat(List.of(failed, stopped))
                    .allSatisfy(takeover -> assertThat(takeover.apart()).isLessThan(TAKEOVER));
        }
    }
}
