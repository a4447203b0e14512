package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.configuration.ConfigurationReader;
import dev.vrrp.agent.configuration.InvalidConfigurationException;
import dev.vrrp.agent.configuration.NodeConfigDocument;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the NodeConfig of one node, for ever and through every outage of the API server. What can't be run is reported, and
 * what ran before goes on; so it does when the NodeConfig is deleted, and when another one is made that is empty: the operator
 * has to learn of this node anew before that is a decision.
 */
public final class NodeConfigWatch implements AutoCloseable {
    /** Who acts on a NodeConfig; called on a thread of the watch. */
    public interface Listener {
        /** A valid one. {@code document} has what is needed to start from it again. */
        void accepted(NodeConfigDocument document, AgentConfiguration configuration);

        /** One that can't be run. */
        void rejected(long generation, String message);

        /** The NodeConfig exists from now on, so that its status can be written. */
        void appeared();
    }

    private static final long RETRY_SECONDS = 2;
    /** How long the operator has for its first decision in a NodeConfig that replaces another. */
    private static final Duration FIRST_DECISION = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(NodeConfigWatch.class);

    private final KubernetesClient client;
    private final Listener listener;
    private final SharedIndexInformer<NodeConfig> informer;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("configuration").daemon().factory());

    /** The spec that was last accepted or rejected; on the executor's thread. */
    private @Nullable NodeConfigSpec handled;

    private long handledGeneration = -1;
    /** Of the NodeConfig that {@link #handled} is from. */
    private @Nullable String handledUid;
    /** Of an empty one that replaces it, and since when it is known. */
    private @Nullable String undecidedUid;

    private long undecidedSinceNanos;
    private final AtomicBoolean failing = new AtomicBoolean();

    public NodeConfigWatch(KubernetesClient client, String node, Listener listener) {
        this.client = client;
        this.listener = listener;
        this.informer = client.resources(NodeConfig.class).withName(node).runnableInformer(0);
        informer.addEventHandler(new ResourceEventHandler<NodeConfig>() {
            @Override
            public void onAdd(NodeConfig nodeConfig) {
                listener.appeared();
                changed(nodeConfig);
            }

            @Override
            public void onUpdate(NodeConfig before, NodeConfig after) {
                changed(after);
            }

            @Override
            public void onDelete(NodeConfig nodeConfig, boolean unknown) {
                log.warn("NodeConfig {} was deleted; what it said stays in force", node);
            }
        });
        informer.exceptionHandler((_, e) -> {
            if (!failing.getAndSet(true)) {
                log.warn("the watch on NodeConfig {} failed, it is tried again: {}", node, ClusterClient.reason(e));
            }
            return true;
        });
    }

    /** Starts to watch; returns at once, with or without an API server. */
    public void start() {
        informer.start();
    }

    private void changed(NodeConfig nodeConfig) {
        failing.set(false);
        executor.execute(() -> handle(nodeConfig));
    }

    private void handle(NodeConfig nodeConfig) {
        NodeConfigSpec spec =
                Objects.requireNonNullElse(nodeConfig.getSpec(), new NodeConfigSpec(List.of(), List.of()));
        long generation =
                Optional.ofNullable(nodeConfig.getMetadata().getGeneration()).orElse(0L);
        if (generation == handledGeneration && spec.equals(handled)) {
            return;
        }
        String uid = nodeConfig.getMetadata().getUid();
        if (isUndecided(uid, spec)) {
            var _ = executor.schedule(this::handleLatest, RETRY_SECONDS, TimeUnit.SECONDS);
            return;
        }
        SecretPasswords passwords = new SecretPasswords(client);
        try {
            AgentConfiguration configuration = ConfigurationReader.read(spec, generation, passwords);
            NodeConfigDocument document =
                    new NodeConfigDocument(nodeConfig.getMetadata().getName(), generation, spec, passwords.read());
            listener.accepted(document, configuration);
        } catch (InvalidConfigurationException e) {
            listener.rejected(generation, String.valueOf(e.getMessage()));
        } catch (KubernetesClientException e) {
            log.warn("NodeConfig generation {} waits for its Secrets: {}", generation, ClusterClient.reason(e));
            var _ = executor.schedule(this::handleLatest, RETRY_SECONDS, TimeUnit.SECONDS);
            return;
        }
        handled = spec;
        handledGeneration = generation;
        handledUid = uid;
    }

    /** Whether an empty spec is no decision yet: it is in the place of another that was not empty, and new. */
    private boolean isUndecided(String uid, NodeConfigSpec spec) {
        if (handled == null
                || handled.virtualRouters().isEmpty()
                || !spec.virtualRouters().isEmpty()
                || uid.equals(handledUid)) {
            return false;
        }
        if (!uid.equals(undecidedUid)) {
            undecidedUid = uid;
            undecidedSinceNanos = System.nanoTime();
        }
        return System.nanoTime() - undecidedSinceNanos < FIRST_DECISION.toNanos();
    }

    private void handleLatest() {
        informer.getStore().list().forEach(this::handle);
    }

    @Override
    public void close() {
        informer.stop();
        executor.shutdownNow();
    }
}
