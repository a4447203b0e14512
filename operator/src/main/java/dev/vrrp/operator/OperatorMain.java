package dev.vrrp.operator;

import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.SyncGroupStatus;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
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
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.File;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Starts the operator and stops it on SIGTERM. */
@Command(
        name = "operator.jar",
        description = "Decides which nodes may hold which virtual IPs, and tells their agents by NodeConfigs.",
        mixinStandardHelpOptions = true,
        versionProvider = OperatorMain.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by SIGTERM",
            "1:the API server could not be used, or lacks a custom resource definition",
            "2:wrong arguments"
        })
public final class OperatorMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

    /** What an agent's heartbeat promises; agents not heard yet count as alive for as long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(10);

    private static final int RECONCILIATION_THREADS = 8;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How to reach the API server. Default: KUBECONFIG, else the service account of the pod.")
    private @Nullable File kubeconfig;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = ApiGroup.SYSTEM_NAMESPACE,
            description = "Namespace of the agents and of the Secrets with passwords. Default: ${DEFAULT-VALUE}.")
    private String namespace = ApiGroup.SYSTEM_NAMESPACE;

    public static void main(String[] arguments) {
        int exitCode = new CommandLine(new OperatorMain()).execute(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** Version from the manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }

    @Override
    public Integer call() {
        if (kubeconfig != null && !kubeconfig.canRead()) {
            LOG.error("--kubeconfig {}: there is no such file that can be read", kubeconfig);
            return CommandLine.ExitCode.USAGE;
        }
        Config config;
        try {
            config = config(kubeconfig);
        } catch (RuntimeException unreadable) {
            LOG.error("--kubeconfig {}: it is no kubeconfig: {}", kubeconfig, Failures.reason(unreadable));
            return CommandLine.ExitCode.USAGE;
        }
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return run(client);
        } catch (KubernetesClientException | OperatorException unusable) {
            LOG.error("stopped: {} can't be used: {}", config.getMasterUrl(), Failures.reason(unusable));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int run(KubernetesClient client) {
        List<String> missing = RequiredDefinitions.missing(client);
        if (!missing.isEmpty()) {
            LOG.error(
                    "{} lacks the custom resource definitions {}: install them with kubectl apply -f crds/generated (or with"
                            + " the chart) and start again",
                    client.getMasterUrl(),
                    String.join(", ", missing));
            return CommandLine.ExitCode.SOFTWARE;
        }
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Signal signal = new Signal();
        Heartbeats heartbeats = new Heartbeats(System.nanoTime(), HEARTBEAT);
        Primaries<VirtualIP, VirtualIPStatus> virtualIPs = new Primaries<>("virtualips", signal);
        Primaries<SyncGroup, SyncGroupStatus> syncGroups = new Primaries<>("syncgroups", signal);
        Primaries<Node, Boolean> nodes = new Primaries<>("nodes", signal);
        EventPublisher events = new EventPublisher(client, instance(), Clock.systemUTC());
        try (ClusterInformers informers = ClusterInformers.start(client, namespace, signal, heartbeats, error -> {
            LOG.error("stopped: a watch has ended for good: {}", Failures.reason(error));
            ended.complete(CommandLine.ExitCode.SOFTWARE);
        })) {
            PlanningLoop loop =
                    new PlanningLoop(namespace, signal, virtualIPs, syncGroups, nodes, informers, heartbeats);
            Operator operator = new Operator(configuration -> configuration
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withConcurrentReconciliationThreads(RECONCILIATION_THREADS));
            operator.register(
                    new VirtualIPReconciler(loop, virtualIPs, client, events, Clock.systemUTC()),
                    OperatorMain::configure);
            operator.register(
                    new SyncGroupReconciler(loop, syncGroups, client, events, Clock.systemUTC()),
                    OperatorMain::configure);
            operator.register(new NodeReconciler(loop, nodes, client), OperatorMain::configure);
            operator.start();
            // The controllers' caches are full now, and not before: a plan from half of them would take addresses away.
            Thread planning = Thread.ofPlatform().name("planning").start(() -> {
                try {
                    loop.run();
                } finally {
                    ended.complete(CommandLine.ExitCode.SOFTWARE);
                }
            });
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endInOrder(ended, stopped), "shutdown"));
            LOG.info("operator {} started on {}", version(), client.getMasterUrl());
            int exitCode = ended.join();
            planning.interrupt();
            operator.stop();
            LOG.info("operator stopped");
            stopped.countDown();
            return exitCode;
        }
    }

    /** SIGTERM is an order, not a failure: the JVM's own exit code for it would be 143. */
    private static void endInOrder(CompletableFuture<Integer> ended, CountDownLatch stopped) {
        ended.complete(CommandLine.ExitCode.OK);
        if (ended.join() != CommandLine.ExitCode.OK) {
            return;
        }
        try {
            if (!stopped.await(SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("stopped without waiting any longer");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
    }

    /** Short waits: JOSDK and the informers try again themselves, and an API server that is back should be noticed soon. */
    private static Config config(@Nullable File kubeconfig) {
        Config found = kubeconfig == null ? Config.autoConfigure(null) : Config.fromKubeconfig(kubeconfig);
        return new ConfigBuilder(found)
                .withRequestRetryBackoffLimit(1)
                .withRequestTimeout((int) Duration.ofSeconds(10).toMillis())
                .withWatchReconnectInterval((int) Duration.ofMillis(100).toMillis())
                .build();
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

    private static String instance() {
        return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "vrrp-operator");
    }

    private static String version() {
        return Objects.requireNonNullElse(OperatorMain.class.getPackage().getImplementationVersion(), "development");
    }
}
