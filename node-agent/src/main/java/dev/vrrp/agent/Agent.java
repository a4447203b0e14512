package dev.vrrp.agent;

import dev.vrrp.agent.configuration.ConfigurationReader;
import dev.vrrp.agent.configuration.InvalidConfigurationException;
import dev.vrrp.agent.configuration.NodeConfigDocument;
import dev.vrrp.agent.configuration.NodeConfigFile;
import dev.vrrp.agent.kernel.NodeSeat;
import dev.vrrp.agent.kubernetes.ClusterClient;
import dev.vrrp.agent.kubernetes.Heartbeat;
import dev.vrrp.agent.kubernetes.NodeConfigWatch;
import dev.vrrp.agent.kubernetes.Reporter;
import dev.vrrp.agent.kubernetes.StatusWriter;
import dev.vrrp.agent.metrics.AgentMetrics;
import dev.vrrp.agent.metrics.HttpEndpoint;
import dev.vrrp.agent.preflight.Preflight;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.agent.runtime.BothListeners;
import dev.vrrp.agent.runtime.NodeAgent;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the parts, starts them, waits for the signal to stop, and stops them. */
final class Agent {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final String node;
    private final InstantSource clock = InstantSource.system();
    private final AgentMetrics metrics = new AgentMetrics();
    private final @Nullable InetSocketAddress http;

    /** @param http where to answer; null: nowhere */
    Agent(String node, @Nullable InetSocketAddress http) {
        this.node = node;
        this.http = http;
    }

    void runStandalone(NodeConfigDocument document, Path stateDirectory) throws IOException, InterruptedException {
        NodeSeat seat = NodeSeat.awaitForFile();
        HttpEndpoint endpoint = http == null ? null : HttpEndpoint.open(http);
        NodeAgent vrrp = KernelPorts.nodeAgent(metrics, stateDirectory);
        log.info("node-agent {} runs {} from a file", AgentVersion.text(), node);
        vrrp.start();
        configure(vrrp, document);
        answer(endpoint, vrrp);
        Preflight preflight = KernelPorts.preflight(vrrp, _ -> {});
        preflight.start();
        untilStopped(() -> {
            preflight.close();
            boolean awaited = seat.isAwaited();
            if (!awaited) {
                vrrp.stop();
            }
            close(endpoint);
            leave(vrrp, seat, awaited);
        });
    }

    void runInCluster(Optional<Path> kubeconfig, Path stateDirectory) throws IOException, InterruptedException {
        Path cache = stateDirectory.resolve("nodeconfig-" + node + ".yaml");
        KubernetesClient client = ClusterClient.of(kubeconfig);
        Optional<NodeSeat> free = NodeSeat.take();
        HttpEndpoint early = free.isPresent() ? null : answerWaiting();
        NodeSeat seat = free.isPresent() ? free.get() : succeed(client, cache);
        HttpEndpoint endpoint = early != null || http == null ? early : HttpEndpoint.open(http);
        Reporter reporter = new Reporter(new StatusWriter(client, node, AgentVersion.text(), clock));
        NodeAgent vrrp = KernelPorts.nodeAgent(new BothListeners(reporter, metrics), stateDirectory);
        NodeConfigWatch watch = new NodeConfigWatch(client, node, new Follower(vrrp, reporter, cache));
        Heartbeat heartbeat = new Heartbeat(client, node, clock);
        Preflight preflight = KernelPorts.preflight(vrrp, reporter::found);
        reporter.found(preflight.pending());

        log.info("node-agent {} runs {}, API server {}", AgentVersion.text(), node, client.getMasterUrl());
        vrrp.start();
        startFromCache(vrrp, reporter, cache);
        answer(endpoint, vrrp);
        reporter.start();
        watch.start();
        heartbeat.start();
        preflight.start();
        untilStopped(() -> {
            preflight.close();
            watch.close();
            boolean awaited = seat.isAwaited();
            if (!awaited) {
                vrrp.stop();
            }
            // all that the next one needs is free before it has the seat
            reporter.close();
            heartbeat.close();
            close(endpoint);
            leave(vrrp, seat, awaited);
        });
    }

    private static void leave(NodeAgent vrrp, NodeSeat seat, boolean awaited) {
        if (awaited) {
            log.info("another agent goes on with the virtual routers");
            vrrp.leave();
        }
        seat.close();
    }

    private NodeSeat succeed(KubernetesClient client, Path cache) throws IOException {
        Standby standby = NodeSeat.isTakenFromFile()
                ? Standby.beside(client, node, clock, cache)
                : Standby.of(client, node, cache);
        KernelPorts.rehearse();
        try {
            return NodeSeat.succeed();
        } finally {
            // the addresses of the other agent do not wait for what it still has to say
            Thread.ofPlatform().name("standby").daemon().start(standby::close);
        }
    }

    /** Answers the kubelet, if the agent that is waited for does not do so itself at the same address; null: it does, or nowhere. */
    private @Nullable HttpEndpoint answerWaiting() {
        if (http == null) {
            return null;
        }
        try {
            HttpEndpoint endpoint = HttpEndpoint.open(http);
            endpoint.startWaiting();
            return endpoint;
        } catch (IOException taken) {
            log.debug("the other agent answers: {}", taken.getMessage());
            return null;
        }
    }

    private static void close(@Nullable HttpEndpoint endpoint) {
        if (endpoint != null) {
            endpoint.close();
        }
    }

    private void answer(@Nullable HttpEndpoint endpoint, NodeAgent vrrp) {
        if (endpoint != null) {
            endpoint.start(vrrp, metrics, AgentVersion.text());
        }
    }

    private void startFromCache(NodeAgent vrrp, Reporter reporter, Path cache) {
        if (!Files.exists(cache)) {
            return;
        }
        try {
            NodeConfigDocument document = NodeConfigFile.read(cache);
            reporter.accepted(document.spec());
            configure(vrrp, document);
            log.info("started from {}, generation {}", cache, document.generation());
        } catch (IOException | InvalidConfigurationException e) {
            log.warn("{} is not used, the API server is asked: {}", cache, e.getMessage());
        }
    }

    private static void configure(NodeAgent vrrp, NodeConfigDocument document) {
        try {
            vrrp.configure(ConfigurationReader.read(document.spec(), document.generation(), document));
        } catch (InvalidConfigurationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What is done with the NodeConfigs that the watch brings. */
    private record Follower(NodeAgent vrrp, Reporter reporter, Path cache) implements NodeConfigWatch.Listener {
        @Override
        public void accepted(NodeConfigDocument document, AgentConfiguration configuration) {
            reporter.accepted(document.spec());
            vrrp.configure(configuration);
            Standby.keep(cache, document);
        }

        @Override
        public void rejected(long generation, String message) {
            reporter.rejected(generation, message);
        }

        @Override
        public void appeared() {
            reporter.appeared();
        }
    }

    /** Waits for SIGTERM or SIGINT, stops in order, and ends the process with code 0, as a supervisor expects. */
    private static void untilStopped(Runnable stop) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            log.info("stopping");
            stop.run();
            log.info("stopped");
            Runtime.getRuntime().halt(0);
        }));
        never.await();
    }
}
