package dev.vrrp.agent.kubernetes;

import dev.vrrp.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the node's Lease, by which the operator tells a fresh report from a dead node's last word. It runs on a thread of its
 * own, so that a slow status write does not make a living agent look dead.
 */
public final class Heartbeat implements AutoCloseable {
    private static final int RENEW_SECONDS = 3;
    private static final int LEASE_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final KubernetesClient client;
    private final String node;
    private final InstantSource clock;
    private final PatchContext apply;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heartbeat").daemon().factory());
    private boolean failing;

    public Heartbeat(KubernetesClient client, String node, InstantSource clock) {
        this.client = client;
        this.node = node;
        this.clock = clock;
        this.apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(ApiGroup.agentFieldManager(node))
                .withForce(true)
                .build();
    }

    public void start() {
        var _ = executor.scheduleWithFixedDelay(this::renew, 0, RENEW_SECONDS, TimeUnit.SECONDS);
    }

    private void renew() {
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(ApiGroup.SYSTEM_NAMESPACE)
                .withName("vrrp-agent-" + node)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(node)
                .withLeaseDurationSeconds(LEASE_SECONDS)
                .withRenewTime(clock.instant().atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
        try {
            client.resource(lease).patch(apply);
            failing = false;
        } catch (KubernetesClientException e) {
            if (!failing) {
                log.warn("the heartbeat Lease could not be renewed: {}", ClusterClient.reason(e));
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
