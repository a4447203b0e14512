package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.Agent;
import dev.vrrp.e2e.product.ReportedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The addresses need no API server; the API server is told afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneOutageTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    /** Longer than the Leases of the agents and of the operator last. */
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    private static final Duration CATCH_UP = Duration.ofSeconds(45);

    private TwoServersExample example;

    @BeforeAll
    void applyExample() {
        example = TwoServersExample.apply(LAB.testbed());
    }

    @BeforeEach
    void settle() {
        example.settleOnServerA();
    }

    @AfterEach
    void bringTheApiServerBack() {
        if (!LAB.testbed().controlPlane().apiServerRuns()) {
            LAB.testbed().controlPlane().startApiServer();
        }
        example.serverA().carrierUp(Card.SECOND);
    }

    @Test
    void addressesMoveWithoutTheApiServerAndStatusCatchesUpInOrder() {
        LAB.testbed().controlPlane().stopApiServer();
        Instant stopped = Instant.now();
        Takeover lost = example.expectTakeover(
                () -> example.serverA().carrierDown(Card.SECOND), example.serverB(), TwoServersExample.PRIORITY_B);
        example.serverA().carrierUp(Card.SECOND);
        awaitBackup(example.agentA());
        Takeover back = example.expectTakeover(
                () -> example.serverB().carrierDown(Card.FIRST), example.serverA(), TwoServersExample.PRIORITY_A);
        example.serverB().carrierUp(Card.FIRST);
        assertThat(example.watch().awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-a");
        Instant settled = Instant.now();
        await("the API server is away for long enough")
                .atMost(OUTAGE.multipliedBy(2))
                .until(() -> Instant.now().isAfter(stopped.plus(OUTAGE)));

        LAB.testbed().controlPlane().startApiServer();

        for (String name : TwoServers.NAMES) {
            await("status and Events of " + name + " catch up")
                    .atMost(CATCH_UP)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        assertThat(example.reported().master("virtualip", name)).hasValue("server-a");
                        assertThat(example.reported().state(name, "server-b")).hasValue("Backup");
                        assertThat(becameMaster(name, lost.begun()))
                                .extracting(ReportedEvent::reporter)
                                .containsExactly("server-b", "server-a");
                    });
            List<ReportedEvent> masters = becameMaster(name, lost.begun());
            assertThat(masters.getFirst().time())
                    .as("an Event tells when it happened, not when it was sent")
                    .isBetween(lost.begun(), lost.begun().plus(lost.duration()).plusSeconds(1));
            assertThat(masters.getLast().time())
                    .isBetween(back.begun(), back.begun().plus(back.duration()).plusSeconds(1));
        }
        await("the conditions are true again").atMost(CATCH_UP).untilAsserted(() -> assertThat(LAB.testbed()
                        .kubectl()
                        .run("wait", "--for=condition=Ready", "virtualips,syncgroups", "--all", "--timeout=5s")
                        .succeeded())
                .isTrue());
        for (String address : example.watch().addresses()) {
            assertThat(example.watch().history().changes(address, settled))
                    .as("moves of %s after the two failovers", address)
                    .isEmpty();
        }
    }

    private List<ReportedEvent> becameMaster(String name, Instant since) {
        return example.reported().events("VirtualIP", name).stream()
                .filter(event -> event.time().isAfter(since) && event.reason().equals("BecameMaster"))
                .toList();
    }

    @Test
    void anAgentThatIsRestartedWithoutTheApiServerTakesItsConfigurationFromDisk() {
        LAB.testbed().controlPlane().stopApiServer();
        example.agentB().kill();
        example.agentB().start();
        awaitBackup(example.agentB());
        // as long as an election takes: it stays what it is, for it hears server A
        await().pollDelay(Bounds.takeover(TwoServersExample.PRIORITY_B)).until(() -> true);

        example.expectTakeover(
                () -> example.serverA().carrierDown(Card.SECOND), example.serverB(), TwoServersExample.PRIORITY_B);

        // the Master itself, too
        long before = timesMaster(example.agentB());
        Instant restarted = Instant.now();
        example.agentB().kill();
        example.agentB().start();
        await("the agent of server-b is Master of both again")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> timesMaster(example.agentB()) == before + 2);
        assertThat(example.watch().awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-b");
        assertThat(example.watch().outages(restarted).values())
                .as(
                        "a killed agent that starts again is Master as soon as it runs, and after an election at the latest")
                .allSatisfy(outage -> assertThat(outage).isLessThan(Bounds.CONVERGENCE));
    }

    /** The agent runs both as Backup, by what it answers itself: the API server does not know. */
    private static void awaitBackup(Agent agent) {
        await("the agent of " + agent.node() + " is Backup of both")
                .atMost(Bounds.CONVERGENCE)
                .untilAsserted(() -> {
                    String metrics = agent.ask("/metrics");
                    assertThat(TwoServers.NAMES).allSatisfy(name -> assertThat(metrics)
                            .contains("vrrp_agent_router_state{state=\"Backup\",virtual_router=\"%s-ipv4\"} 1.0"
                                    .formatted(name)));
                });
    }

    /** How often the agent became Master, by its log: the API server does not know. */
    private static long timesMaster(Agent agent) {
        try (Stream<String> lines = Files.lines(agent.log())) {
            return lines.filter(line -> line.contains("-> Master")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
