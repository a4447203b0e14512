package dev.vrrp.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.agent.runtime.AgentConfiguration.Group;
import dev.vrrp.agent.runtime.NodeAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent whose wire and kernel are in memory, asked over a real socket. */
class HttpEndpointTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    /** A Backup stays one for nine seconds, also where this process has to wait for the processor. */
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VirtualRouterConfig ROUTER =
            ConfigBuilder.router("vi-1").priority(240).interval(INTERVAL).build();

    private final NodeInMemory node = new NodeInMemory();
    private final AgentMetrics metrics = new AgentMetrics();
    private final NodeAgent agent = node.agent(metrics);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = HttpEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        endpoint.start(agent, metrics, "1.2.3");
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop();
        endpoint.close();
        client.close();
    }

    @Test
    void itLivesFromTheStartAndIsReadyWithItsConfiguration() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("no configuration");
        assertThat(get("/other").statusCode()).isEqualTo(404);

        configure(ROUTER);

        awaitMetric("vrrp_agent_router_state{state=\"Backup\",virtual_router=\"vi-1\"} 1.0");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void anAgentWhoseLoopHasEndedDoesNotLive() throws Exception {
        agent.stop();

        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/state").statusCode()).isEqualTo(503);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void aFailoverIsCountedWithItsReasonAndDuration() throws Exception {
        configure(ROUTER);
        awaitMetric("vrrp_agent_router_state{state=\"Backup\",virtual_router=\"vi-1\"} 1.0");
        node.hears(advertisement(ROUTER));
        awaitMetric("vrrp_agent_advertisements_received_total{virtual_router=\"vi-1\"} 1.0");
        JsonNode backup = state();
        assertThat(backup.path("masterAddress").asText()).isEqualTo("192.168.1.109");

        node.hears(resignation(ROUTER));

        awaitMetric(
                "vrrp_agent_transitions_total{reason=\"MasterResigned\",to=\"Master\",virtual_router=\"vi-1\"} 1.0");
        awaitMetric("vrrp_agent_router_state{state=\"Master\",virtual_router=\"vi-1\"} 1.0");
        assertThat(get("/metrics").body())
                .contains(
                        "vrrp_agent_router_state{state=\"Backup\",virtual_router=\"vi-1\"} 0.0\n",
                        "vrrp_agent_router_priority{virtual_router=\"vi-1\"} 240.0\n",
                        "vrrp_agent_failover_duration_seconds_count 1\n",
                        "vrrp_agent_lease_failures_total{virtual_router=\"vi-1\"} 0.0\n",
                        "vrrp_agent_frames_dropped_total 0.0\n",
                        "# TYPE vrrp_agent_loop_lateness_seconds histogram\n");
        JsonNode master = state();
        assertThat(master.path("state").asText()).isEqualTo("Master");
        assertThat(master.path("masterAddress").asText()).isEqualTo("192.168.1.104");
        assertThat(master.at("/lastTransitions/0/reason").asText()).isEqualTo("MasterResigned");
        assertThat(master.at("/lastTransitions/0/outageMilliseconds").isNumber())
                .isTrue();
        assertThat(master.path("advertisementsSent").asLong()).isPositive();
    }

    @Test
    void theStateTellsWhatKeepalivedPrintsOnItsSignal() throws Exception {
        configure(ConfigBuilder.router("vi-1")
                .priority(200)
                .interval(Duration.ofMillis(100))
                .build());
        awaitMetric("vrrp_agent_router_state{state=\"Master\",virtual_router=\"vi-1\"} 1.0");

        JsonNode router = state();

        assertThat(router.path("interface").asText()).isEqualTo("eth0");
        assertThat(router.path("family").asText()).isEqualTo("IPv4");
        assertThat(router.path("vrid").asInt()).isEqualTo(51);
        assertThat(router.path("version").asInt()).isEqualTo(3);
        assertThat(router.path("priority").asInt()).isEqualTo(200);
        assertThat(router.path("effectivePriority").asInt()).isEqualTo(200);
        assertThat(router.path("sourceAddress").asText()).isEqualTo("192.168.1.104");
        assertThat(router.path("advertisementIntervalMilliseconds").asDouble()).isEqualTo(100);
        assertThat(router.path("skewMilliseconds").asDouble()).isEqualTo(21.875);
        assertThat(router.path("masterDownMilliseconds").asDouble()).isEqualTo(321.875);
        assertThat(router.at("/addresses/0").asText()).isEqualTo("192.168.1.111/24");
        assertThat(router.path("transitions").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(JSON.readTree(get("/state").body()).path("version").asText()).isEqualTo("1.2.3");
    }

    @Test
    void aPasswordIsNeverShown() throws Exception {
        configure(
                ConfigBuilder.router("vi-1")
                        .version2()
                        .interval(INTERVAL)
                        .password("geheim")
                        .build(),
                ConfigBuilder.router("vi-2").vrid(52).build());
        awaitMetric("vrrp_agent_router_state{state=\"Backup\",virtual_router=\"vi-1\"} 1.0");

        assertThat(state().path("authentication").asText()).isEqualTo("SimplePassword");
        assertThat(get("/state").body()).doesNotContain("geheim", "7450475943324090368");
    }

    @Test
    void aVirtualRouterThatIsGoneIsNoLabelAnyMore() throws Exception {
        configure(ROUTER);
        awaitMetric("vrrp_agent_transitions_total{reason=\"Started\",to=\"Backup\",virtual_router=\"vi-1\"} 1.0");

        configure(ConfigBuilder.router("vi-2").interval(INTERVAL).build());

        awaitMetric("vrrp_agent_router_state{state=\"Backup\",virtual_router=\"vi-2\"} 1.0");
        await().atMost(BOUND).until(() -> !get("/metrics").body().contains("vi-1"));
        assertThat(metrics.counted("vi-1").sent.sum())
                .as("to one who has heard of it before")
                .isZero();
        assertThat(get("/metrics").body()).as("and makes no label by asking").doesNotContain("vi-1");
    }

    @Test
    void framesThatAreNotTakenAreCountedByReason() throws Exception {
        configure(ROUTER);
        awaitMetric("vrrp_agent_router_state{state=\"Backup\",virtual_router=\"vi-1\"} 1.0");

        node.hears(advertisement(ConfigBuilder.router("vi-9").vrid(99).build()));

        awaitMetric("vrrp_agent_frames_rejected_total{interface=\"eth0\",reason=\"UnknownVRID\"} 1.0");
    }

    @Test
    void aKernelThatRefusesIsCounted() throws Exception {
        node.refuseLeases();
        configure(ConfigBuilder.router("vi-1").interval(Duration.ofMillis(10)).build());

        await().atMost(BOUND).until(() -> state().path("leaseFailures").asLong() > 0);
    }

    @Test
    void clientsThatSendNothingKeepNobodyWaiting() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
                socket.getOutputStream().write("GET /metrics".getBytes(StandardCharsets.US_ASCII));
                silent.add(socket);
            }
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void oneThatWaitsForAnotherAgentIsFineUntilItRuns() throws Exception {
        endpoint.close();
        endpoint = HttpEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        endpoint.startWaiting();
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").statusCode()).isEqualTo(503);

        endpoint.start(agent, new AgentMetrics(), "1.2.3");

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());

        assertThatThrownBy(() -> HttpEndpoint.open(taken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + endpoint.port())
                .hasMessageContaining("in use");
    }

    private void configure(VirtualRouterConfig... routers) {
        agent.configure(new AgentConfiguration(
                1,
                List.of(routers).stream()
                        .map(router -> new Group(router.name(), List.of(router)))
                        .toList()));
    }

    private static byte[] advertisement(VirtualRouterConfig router) {
        return AdvertisementEncoder.encode(
                router,
                new Priority(250),
                InterfaceAddress.parse("192.168.1.109/24").address(),
                envelope());
    }

    private static byte[] resignation(VirtualRouterConfig router) {
        return AdvertisementEncoder.encode(
                router,
                new Resignation(),
                InterfaceAddress.parse("192.168.1.109/24").address(),
                envelope());
    }

    private static Envelope envelope() {
        return Envelope.multicast(AddressFamily.IPV4, 0x02_00_00_00_00_02L, 1);
    }

    private JsonNode state() throws IOException, InterruptedException {
        return JSON.readTree(get("/state").body()).at("/routers/0");
    }

    private void awaitMetric(String line) {
        await(line).atMost(BOUND).until(() -> get("/metrics").body().contains(line + "\n"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
