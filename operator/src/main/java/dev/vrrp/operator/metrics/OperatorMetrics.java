package dev.vrrp.operator.metrics;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.api.v1alpha1.VirtualIP;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All metrics of the operator. Thread-safe. */
public final class OperatorMetrics implements Metrics {
    /** The conditions that are to be True; the others say that something is wrong. */
    private static final Set<String> WANTED = Set.of("Accepted", "Programmed", "Ready", "Redundant");

    private static final double[] SECONDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

    private record Kind(String type, ConditionStatus status) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byType = type.compareTo(other.type);
            return byType != 0 ? byType : status.compareTo(other.status);
        }
    }

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Clock clock;

    private final Histogram reconciliations = Histogram.builder()
            .name("vrrp_operator_reconcile_duration_seconds")
            .help("How long a reconciliation took, by controller and whether it succeeded.")
            .labelNames("controller", "result")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);

    private final Histogram plans = Histogram.builder()
            .name("vrrp_operator_plan_duration_seconds")
            .help("How long a plan for the whole cluster took.")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);

    private final Counter requests = Counter.builder()
            .name("vrrp_operator_api_requests_total")
            .help("Answers of the API server, by method and HTTP status; 0 for none.")
            .labelNames("method", "code")
            .register(registry);

    public OperatorMetrics(Clock clock) {
        this.clock = clock;
    }

    /**
     * Tells from now on what the objects of a cache say, who leads and whom it misses.
     *
     * @param silences how long each agent that is silent has been, by its node
     */
    public void watch(
            Supplier<List<VirtualIP>> virtualIPs, BooleanSupplier leads, Supplier<Map<String, Duration>> silences) {
        GaugeWithCallback.builder()
                .name("vrrp_operator_leader")
                .help("1 on the replica that decides, 0 on those that stand by.")
                .callback(callback -> callback.call(leads.getAsBoolean() ? 1 : 0))
                .register(registry);
        GaugeWithCallback.builder()
                .name("vrrp_operator_virtualips")
                .help("VirtualIPs by condition.")
                .labelNames("condition", "status")
                .callback(callback -> byCondition(virtualIPs.get())
                        .forEach((kind, count) ->
                                callback.call(count, kind.type(), kind.status().name())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("vrrp_operator_split_brain_seconds")
                .help("How long a VirtualIP has been claimed by more than one; only of those that are.")
                .labelNames("virtualip")
                .callback(callback -> virtualIPs.get().forEach(virtualIP -> conditions(virtualIP)
                        .filter(condition -> isSplitBrain(condition) && condition.status() == ConditionStatus.True)
                        .forEach(condition -> callback.call(
                                seconds(condition), virtualIP.getMetadata().getName()))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("vrrp_operator_unmet_condition_seconds")
                .help(
                        "How long a VirtualIP has not been Accepted, Programmed, Ready or Redundant; only of those that are not.")
                .labelNames("virtualip", "condition")
                .callback(callback -> virtualIPs.get().forEach(virtualIP -> conditions(virtualIP)
                        .filter(condition ->
                                WANTED.contains(condition.type()) && condition.status() != ConditionStatus.True)
                        .forEach(condition -> callback.call(
                                seconds(condition), virtualIP.getMetadata().getName(), condition.type()))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("vrrp_operator_agent_silent_seconds")
                .help("How long the agent of a node has been silent beyond what it promised; only of those that are.")
                .labelNames("node")
                .callback(callback ->
                        silences.get().forEach((node, silence) -> callback.call(seconds(silence.toNanos()), node)))
                .register(registry);
    }

    /** Counts what a client asks. */
    public Interceptor requests() {
        return new Interceptor() {
            @Override
            public void after(
                    HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                requests.labelValues(request.method(), Integer.toString(response.code()))
                        .inc();
            }

            @Override
            public void afterConnectionFailure(HttpRequest request, Throwable failure) {
                requests.labelValues(request.method(), "0").inc();
            }
        };
    }

    public void planned(Duration duration) {
        plans.observe(seconds(duration.toNanos()));
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        long startNanos = System.nanoTime();
        boolean succeeded = false;
        try {
            T result = execution.execute();
            succeeded = true;
            return result;
        } finally {
            reconciliations
                    .labelValues(execution.controllerName(), succeeded ? "success" : "error")
                    .observe(seconds(System.nanoTime() - startNanos));
        }
    }

    void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
    }

    private static Map<Kind, Integer> byCondition(List<VirtualIP> virtualIPs) {
        Map<Kind, Integer> counts = new TreeMap<>();
        virtualIPs.stream()
                .flatMap(OperatorMetrics::conditions)
                .forEach(condition -> counts.merge(new Kind(condition.type(), condition.status()), 1, Integer::sum));
        return counts;
    }

    private static Stream<Condition> conditions(VirtualIP virtualIP) {
        return virtualIP.getStatus() == null ? Stream.empty() : virtualIP.getStatus().conditions().stream();
    }

    private static boolean isSplitBrain(Condition condition) {
        return condition.type().equals("SplitBrain");
    }

    private double seconds(Condition condition) {
        Duration since = Duration.between(
                OffsetDateTime.parse(condition.lastTransitionTime()).toInstant(), clock.instant());
        return Math.max(0, seconds(since.toNanos()));
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
