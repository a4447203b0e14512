package dev.vrrp.operator;

import dev.vrrp.api.v1alpha1.ApiGroup;
import dev.vrrp.operator.election.LeaseElection;
import dev.vrrp.operator.metrics.OperatorMetrics;
import dev.vrrp.operator.reconcile.Failures;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.File;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Stream;
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
            "1:the API server could not be used",
            "2:wrong arguments",
            "3:the cluster lacks a definition, a field of one, or a right; the log says which"
        })
public final class OperatorMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

    /** Exit code. */
    private static final int INCOMPLETE = 3;

    private static final Duration INSTALLATION_LIMIT = Duration.ofSeconds(10);
    private static final Duration INSTALLATION_POLL = Duration.ofSeconds(1);

    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(10);

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

    @Option(
            names = "--reserved-vrids",
            paramLabel = "VRIDS",
            converter = ReservedVrids.Converter.class,
            description = "VRIDs that no VirtualIP is given that does not name them, such as 1-20,51. Default: none.")
    private ReservedVrids reserved = ReservedVrids.NONE;

    @Option(
            names = "--http",
            paramLabel = "ADDRESS:PORT",
            converter = SocketAddress.class,
            description = "Answer /metrics, /healthz and /readyz there, such as on 0.0.0.0:8080. Default: nowhere.")
    private @Nullable InetSocketAddress http;

    @Option(
            names = "--no-leader-election",
            description = "Decide and write without holding the Lease " + LeaseElection.LEASE
                    + ": for a single operator on a bench.")
    private boolean noLeaderElection;

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
        OperatorMetrics metrics = new OperatorMetrics(Clock.systemUTC());
        return inCluster(metrics, (client, config) -> run(client, config, metrics));
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Makes a VirtualIP, waits until its address answers, and deletes it: what helm test runs.")
    int check(
            @Option(
                            names = "--address",
                            required = true,
                            paramLabel = "ADDRESS",
                            description =
                                    "An address of the nodes' subnet that nobody uses, with its prefix length, such as"
                                            + " 192.168.1.250/24.")
                    String address) {
        return inCluster(
                new OperatorMetrics(Clock.systemUTC()),
                (client, _) -> new InstallationCheck(client).answers(address)
                        ? CommandLine.ExitCode.OK
                        : CommandLine.ExitCode.SOFTWARE);
    }

    private int inCluster(OperatorMetrics metrics, BiFunction<KubernetesClient, Config, Integer> work) {
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
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("metrics", metrics.requests()))
                .build()) {
            return work.apply(client, config);
        } catch (KubernetesClientException | OperatorException unusable) {
            LOG.error("stopped: {} can't be used: {}", config.getMasterUrl(), Failures.reason(unusable));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int run(KubernetesClient client, Config config, OperatorMetrics metrics) {
        List<String> missing = missing(client);
        if (!missing.isEmpty()) {
            LOG.error(
                    "{} lacks what this version needs: {}. Install its manifests with kubectl apply -k deploy, or its chart and"
                            + " the definitions in the chart's crds, and start again",
                    client.getMasterUrl(),
                    String.join("; ", missing));
            return INCOMPLETE;
        }
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        CountDownLatch stopped = new CountDownLatch(1);
        Settings settings = new Settings(namespace, identity(), !noLeaderElection, reserved.vrids(), http);
        try (RunningOperator _ = RunningOperator.start(
                client, config, settings, metrics, () -> ended.complete(CommandLine.ExitCode.SOFTWARE))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endInOrder(ended, stopped), "shutdown"));
            LOG.info("operator {} started on {}", version(), client.getMasterUrl());
            return ended.join();
        } finally {
            LOG.info("operator stopped");
            stopped.countDown();
        }
    }

    /** What is missing still after a while: what was installed a moment ago is not in force everywhere at once. */
    private List<String> missing(KubernetesClient client) {
        long startNanos = System.nanoTime();
        while (true) {
            List<String> missing = Stream.concat(
                            RequiredDefinitions.missing(client).stream(),
                            RequiredRights.missing(client, namespace, !noLeaderElection).stream())
                    .toList();
            if (missing.isEmpty() || System.nanoTime() - startNanos > INSTALLATION_LIMIT.toNanos()) {
                return missing;
            }
            LockSupport.parkNanos(INSTALLATION_POLL.toNanos());
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

    /** The name of the pod, and something that no other process has: two may be started under one name by mistake. */
    private static String identity() {
        return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "vrrp-operator") + "_"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String version() {
        return Objects.requireNonNullElse(OperatorMain.class.getPackage().getImplementationVersion(), "development");
    }
}
