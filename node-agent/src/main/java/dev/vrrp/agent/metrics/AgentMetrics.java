package dev.vrrp.agent.metrics;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterReport.Change;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * All metrics of the agent. Their labels are the virtual routers and interfaces that are configured, and the states and reasons of the
 * protocol: nothing that others send. Thread-safe.
 */
public final class AgentMetrics implements ReportListener {
    /** From the fastest takeover at an interval of 10 ms to the slowest at 10 s. */
    private static final double[] FAILOVER_SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3, 3.5, 4, 5, 10, 30};

    /** Half an interval of 10 ms is late; what is later than three intervals of 1 s costs the mastership. */
    private static final double[] LATENESS_SECONDS = {0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 3
    };

    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Map<String, RouterCounters> counters = new ConcurrentHashMap<>();
    private volatile NodeReport latest = new NodeReport(0, List.of(), List.of());

    private final Histogram failovers = histogram(
            "vrrp_agent_failover_duration_seconds",
            "On becoming Master: from the last advertisement of the one before until the addresses were bound.",
            FAILOVER_SECONDS);

    private final Histogram lateness = histogram(
            "vrrp_agent_loop_lateness_seconds",
            "How much later than its deadline an advertisement was sent, a silent Master noticed, or a lease refreshed.",
            LATENESS_SECONDS);

    public AgentMetrics() {
        GaugeWithCallback.builder()
                .name("vrrp_agent_configuration_generation")
                .help("Generation of the NodeConfig in force; 0 for none, or a file that names none.")
                .callback(gauge -> gauge.call((double) latest.generation()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("vrrp_agent_router_state")
                .help("1 for the state that a virtual router is in, 0 for the others.")
                .labelNames("virtual_router", "state")
                .callback(gauge -> latest.routers().forEach(router -> {
                    for (State state : State.values()) {
                        gauge.call(router.state() == state ? 1 : 0, router.name(), state.toString());
                    }
                }))
                .register(registry);
        GaugeWithCallback.builder()
                .name("vrrp_agent_router_priority")
                .help("Priority that a virtual router elects with, what it tracks counted in.")
                .labelNames("virtual_router")
                .callback(gauge -> latest.routers().forEach(router -> gauge.call(router.priority(), router.name())))
                .register(registry);
        CounterWithCallback.builder()
                .name("vrrp_agent_transitions_total")
                .help("Changes of state, by the state after and the reason.")
                .labelNames("virtual_router", "to", "reason")
                .callback(counter -> counters.forEach((router, one) -> one.transitions()
                        .forEach((change, count) -> counter.call(
                                (double) count.sum(),
                                router,
                                change.to().toString(),
                                change.reason().toString()))))
                .register(registry);
        byRouter(
                "vrrp_agent_advertisements_sent_total",
                "Advertisements sent, resignations among them.",
                router -> router.sent.sum());
        byRouter(
                "vrrp_agent_advertisements_received_total",
                "Advertisements taken from other routers.",
                router -> router.received.sum());
        byRouter(
                "vrrp_agent_lease_failures_total",
                "How often the kernel did not take the addresses of a Master, or not refresh their leases.",
                router -> router.leaseFailures.sum());
    }

    /** Tells from now on also what {@code agent} counts itself. */
    public void watch(NodeAgent agent) {
        CounterWithCallback.builder()
                .name("vrrp_agent_frames_rejected_total")
                .help(
                        "Frames that were not taken, or only with a remark, by the interface and the first reason that applies.")
                .labelNames("interface", "reason")
                .callback(counter -> agent.frameCounts()
                        .forEach((interfaceName, byReason) -> byReason.forEach(
                                (reason, count) -> counter.call((double) count, interfaceName, reason.toString()))))
                .register(registry);
        CounterWithCallback.builder()
                .name("vrrp_agent_frames_dropped_total")
                .help("Frames that nobody looked at, because more came than the loop could take.")
                .callback(counter -> counter.call((double) agent.droppedFrames()))
                .register(registry);
    }

    @Override
    public void reported(NodeReport report) {
        if (counters.size() > report.routers().size()) {
            Set<String> present =
                    report.routers().stream().map(RouterReport::name).collect(Collectors.toSet());
            counters.keySet().retainAll(present);
        }
        latest = report;
    }

    @Override
    public void changed(RouterReport report, Change change) {
        counters(report.name()).changed(change.to(), change.reason());
        if (change.to() == State.MASTER) {
            change.outage().ifPresent(outage -> failovers.observe(outage.toNanos() / NANOS));
        }
    }

    @Override
    public void advertisementSent(String router) {
        counters(router).sent.increment();
    }

    @Override
    public void advertisementReceived(String router) {
        counters(router).received.increment();
    }

    @Override
    public void leaseFailed(String router) {
        counters(router).leaseFailures.increment();
    }

    @Override
    public void deadlineMet(long lateNanos) {
        lateness.observe(lateNanos / NANOS);
    }

    void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
    }

    /** What was counted of a virtual router since it was configured; nothing of one that is gone meanwhile. */
    RouterCounters counted(String router) {
        RouterCounters present = counters.get(router);
        return present != null ? present : new RouterCounters();
    }

    /** On the loop thread, as {@link #reported}: nobody else makes a label. */
    private RouterCounters counters(String router) {
        RouterCounters present = counters.get(router);
        return present != null ? present : counters.computeIfAbsent(router, _ -> new RouterCounters());
    }

    private void byRouter(String name, String help, ToLongFunction<RouterCounters> count) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("virtual_router")
                .callback(counter ->
                        counters.forEach((router, one) -> counter.call((double) count.applyAsLong(one), router)))
                .register(registry);
    }

    private Histogram histogram(String name, String help, double... upperBounds) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(upperBounds)
                .withoutExemplars()
                .register(registry);
    }
}
