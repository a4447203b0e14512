package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.State;
import dev.vrrp.e2e.peer.TwoServers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an agent tells of itself, asked on its node after a failover, with no API server far and wide. */
class ObservabilityTest {
    @Test
    void aFailoverIsSeenFromOutsideByItsReasonAndDuration() throws JsonProcessingException {
        try (Lab lab = Lab.create(NodePlan.A, NodePlan.B)) {
            StandaloneAgent master = new StandaloneAgent(lab.node(NodePlan.A), lab.directory());
            master.start(TwoServers.plans(TwoServersExample.PRIORITY_A));
            awaitState(master, State.MASTER);
            StandaloneAgent backup = new StandaloneAgent(lab.node(NodePlan.B), lab.directory());
            backup.start(TwoServers.plans(TwoServersExample.PRIORITY_B));
            awaitState(backup, State.BACKUP);
            await("it is ready").atMost(Bounds.CONVERGENCE).untilAsserted(() -> {
                assertThat(backup.agent().ask("/healthz")).contains(" 200 ");
                assertThat(backup.agent().ask("/readyz")).contains(" 200 ");
            });
            await("the backup has heard the master")
                    .atMost(Bounds.CONVERGENCE)
                    .until(() -> router(backup).path("masterAddress").asText().equals("192.168.1.104"));

            master.agent().kill();

            await("the backup takes over")
                    .atMost(Bounds.takeover(TwoServersExample.PRIORITY_B).plus(Bounds.REPORT))
                    .until(() ->
                            metric(backup, "vrrp_agent_router_state{state=\"Master\",virtual_router=\"vi-1\"}") == 1);
            assertThat(metric(backup, "vrrp_agent_router_state{state=\"Backup\",virtual_router=\"vi-1\"}"))
                    .isZero();
            assertThat(
                            metric(
                                            backup,
                                            "vrrp_agent_transitions_total{reason=\"MasterSilent\",to=\"Master\",virtual_router=\"vi-1\"}")
                                    + metric(
                                            backup,
                                            "vrrp_agent_transitions_total{reason=\"MasterSilent\",to=\"Master\",virtual_router=\"vi-2\"}"))
                    .as("one of the two members noticed it, or both at once")
                    .isBetween(1.0, 2.0);
            assertThat(metric(backup, "vrrp_agent_failover_duration_seconds_count"))
                    .isPositive();
            assertThat(metric(backup, "vrrp_agent_advertisements_received_total{virtual_router=\"vi-1\"}"))
                    .isPositive();
            assertThat(metric(backup, "vrrp_agent_lease_failures_total{virtual_router=\"vi-1\"}"))
                    .isZero();
            assertThat(router(backup).path("masterAddress").asText()).isEqualTo("192.168.1.109");
            assertThat(router(backup).at("/lastTransitions/0/to").asText()).isEqualTo("Master");
            assertThat(backup.agent().ask("/state")).doesNotContain("1111");
        }
    }

    private static void awaitState(StandaloneAgent agent, State state) {
        await(state.name()).atMost(Bounds.CONVERGENCE).until(() -> TwoServers.plans(1).stream()
                .allMatch(plan -> agent.state(plan) == state));
    }

    private static JsonNode router(StandaloneAgent agent) throws JsonProcessingException {
        String answer = agent.agent().ask("/state");
        return new ObjectMapper()
                .readTree(answer.substring(answer.indexOf('{')))
                .at("/routers/0");
    }

    private static double metric(StandaloneAgent agent, String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(agent.agent().ask("/metrics").replace("\r", ""));
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }
}
