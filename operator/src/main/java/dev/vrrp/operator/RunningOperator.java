package dev.vrrp.operator;

import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.SyncGroupStatus;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.operator.election.Leadership;
import dev.vrrp.operator.election.LeaseElection;
import dev.vrrp.operator.metrics.HttpEndpoint;
import dev.vrrp.operator.metrics.OperatorMetrics;
import dev.vrrp.operator.reconcile.ClusterInformers;
import dev.vrrp.operator.reconcile.EventPublisher;
import dev.vrrp.operator.reconcile.Failures;
import dev.vrrp.operator.reconcile.NodeReconciler;
import dev.vrrp.operator.reconcile.PlanningLoop;
import dev.vrrp.operator.reconcile.Primaries;
import dev.vrrp.operator.reconcile.Signal;
import dev.vrrp.operator.reconcile.SyncGroupReconciler;
import dev.vrrp.operator.reconcile.VirtualIPReconciler;
import dev.vrrp.operator.status.Heartbeats;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of the operator, started in the order in which they need each other: caches and controllers, which run on every
 * replica so that a new leader knows all at once; the election; the planning, which waits until it is over. Ended in the
 * opposite order, so that nothing is written any more when the Lease is given up.
 */
final class RunningOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningOperator.class);

    /** What an agent's heartbeat promises; agents not heard yet count as alive for as long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(2);

    private static final int RECONCILIATION_THREADS = 8;

    /** What is to be closed, the last first. */
    private final Deque<Runnable> parts = new ArrayDeque<>();

    private final KubernetesClient client;
    private final Settings settings;
    private final OperatorMetrics metrics;
    private final Signal signal = new Signal();
    private final Runnable failed;

    private RunningOperator(KubernetesClient client, Settings settings, OperatorMetrics metrics, Runnable failed) {
        this.client = client;
        this.settings = settings;
        this.metrics = metrics;
        this.failed = failed;
    }

    /**
     * Starts the operator and returns when its caches are full.
     *
     * @param config of {@code client}
     * @param failed is run when it can't go on, after the log has said why
     */
    static RunningOperator start(
            KubernetesClient client, Config config, Settings settings, OperatorMetrics metrics, Runnable failed) {
        RunningOperator running = new RunningOperator(client, settings, metrics, failed);
        try {
            running.start(config);
            return running;
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    private void start(Config config) {
        Heartbeats heartbeats = new Heartbeats(System.nanoTime(), HEARTBEAT);
        Primaries<VirtualIP, VirtualIPStatus> virtualIPs = new Primaries<>("virtualips", signal);
        Primaries<SyncGroup, SyncGroupStatus> syncGroups = new Primaries<>("syncgroups", signal);
        Primaries<Node, Boolean> nodes = new Primaries<>("nodes", signal);
        ClusterInformers informers = ClusterInformers.start(client, settings.namespace(), signal, heartbeats, error -> {
            LOG.error("stopped: a watch has ended for good: {}", Failures.reason(error));
            failed.run();
        });
        parts.push(informers::close);
        Operator operator = new Operator(configuration -> configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withConcurrentReconciliationThreads(RECONCILIATION_THREADS));
        Optional<LeaseElection> election =
                settings.leaderElection() ? Optional.of(prepareElection(config)) : Optional.empty();
        BooleanSupplier cachesAreCurrent =
                () -> informers.areWatching() && operator.getRuntimeInfo().allEventSourcesAreHealthy();
        Leadership leadership = election.isPresent() ? election.get() : Leadership.ALONE;
        PlanningLoop loop = new PlanningLoop(
                settings.namespace(),
                settings.reservedVrids(),
                signal,
                virtualIPs,
                syncGroups,
                nodes,
                informers,
                heartbeats,
                leadership,
                cachesAreCurrent,
                metrics::planned);
        EventPublisher events = new EventPublisher(client, settings.identity(), Clock.systemUTC());
        operator.register(
                new VirtualIPReconciler(loop, virtualIPs, client, events, Clock.systemUTC()),
                RunningOperator::configure);
        operator.register(
                new SyncGroupReconciler(loop, syncGroups, client, events, Clock.systemUTC()),
                RunningOperator::configure);
        operator.register(new NodeReconciler(loop, nodes, client), RunningOperator::configure);
        operator.start();
        metrics.watch(virtualIPs::all, leadership::leads, () -> heartbeats.silences(System.nanoTime()));
        parts.push(operator::stop);
        election.ifPresent(LeaseElection::start);
        Thread planning = Thread.ofPlatform().name("planning").start(() -> {
            try {
                loop.run();
            } finally {
                failed.run();
            }
        });
        parts.push(planning::interrupt);
        if (settings.http() != null) {
            parts.push(serve(settings.http(), loop::turns, cachesAreCurrent)::close);
        }
    }

    private HttpEndpoint serve(InetSocketAddress address, BooleanSupplier lives, BooleanSupplier ready) {
        try {
            return HttpEndpoint.start(address, metrics, lives, ready);
        } catch (IOException e) {
            throw new UncheckedIOException("--http " + address + ": cannot listen there: " + e.getMessage(), e);
        }
    }

    /** Its requests have a client of their own: those of the reconcilers must not delay the Lease. */
    private LeaseElection prepareElection(Config config) {
        KubernetesClient own = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout((int) ELECTION_TIMEOUT.toMillis())
                        .withConnectionTimeout((int) ELECTION_TIMEOUT.toMillis())
                        .build())
                .build();
        parts.push(own::close);
        LeaseElection election = new LeaseElection(
                own, settings.namespace(), settings.identity(), Clock.systemUTC(), signal::raise, refusal -> {
                    LOG.error("stopped: it can't take part in the election: {}", Failures.reason(refusal));
                    failed.run();
                });
        parts.push(election::close);
        return election;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().run();
        }
    }

    private static <P extends HasMetadata> void configure(ControllerConfigurationOverrider<P> controller) {
        controller
                .withRetry(new GenericRetry()
                        .setInitialInterval(Duration.ofMillis(500))
                        .setIntervalMultiplier(2)
                        .setMaxInterval(Duration.ofSeconds(5).toMillis())
                        .setMaxAttempts(20))
                .withReconciliationMaxInterval(Duration.ofMinutes(1));
    }
}
