package dev.vrrp.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:30Z");

    private final OperatorMetrics metrics = new OperatorMetrics(Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicBoolean lives = new AtomicBoolean(true);
    private final AtomicBoolean ready = new AtomicBoolean();
    private HttpEndpoint endpoint;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        endpoint = HttpEndpoint.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, lives::get, ready::get);
    }

    @AfterEach
    void close() {
        endpoint.close();
        client.close();
    }

    @Test
    void lifeAndReadinessAreTwoThings() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        lives.set(false);
        ready.set(true);
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/other").statusCode()).isEqualTo(404);
    }

    @Test
    void metricsTellWhatTheVirtualIPsSay() throws Exception {
        VirtualIP split = new VirtualIP();
        split.setMetadata(new ObjectMetaBuilder().withName("web").build());
        split.setStatus(new VirtualIPStatus(
                1L,
                null,
                51,
                2,
                null,
                List.of(),
                List.of(condition("Ready", ConditionStatus.False), condition("SplitBrain", ConditionStatus.True))));
        metrics.watch(
                () -> List.of(split, new VirtualIP()), () -> true, () -> Map.of("server-a", Duration.ofSeconds(9)));
        metrics.planned(Duration.ofMillis(7));

        assertThat(get("/metrics").body())
                .contains(
                        "vrrp_operator_leader 1.0\n",
                        "vrrp_operator_virtualips{condition=\"Ready\",status=\"False\"} 1.0\n",
                        "vrrp_operator_split_brain_seconds{virtualip=\"web\"} 30.0\n",
                        "vrrp_operator_unmet_condition_seconds{condition=\"Ready\",virtualip=\"web\"} 30.0\n",
                        "vrrp_operator_agent_silent_seconds{node=\"server-a\"} 9.0\n",
                        "vrrp_operator_plan_duration_seconds_bucket{le=\"0.005\"} 0\n",
                        "vrrp_operator_plan_duration_seconds_bucket{le=\"0.01\"} 1\n",
                        "# TYPE vrrp_operator_plan_duration_seconds histogram\n");
    }

    private static Condition condition(String type, ConditionStatus status) {
        return new Condition(type, status, 1L, "2026-01-01T12:00:00Z", "Because", "");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
