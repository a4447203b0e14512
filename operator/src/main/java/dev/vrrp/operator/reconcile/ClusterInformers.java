package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.operator.status.Heartbeats;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What the operator reads beside its primaries: NodeConfigs, and in its namespace the Secrets and the agents' heartbeats. */
public final class ClusterInformers implements AutoCloseable {
    /** Name of an agent's Lease, before the name of its node. */
    private static final String LEASE_PREFIX = "vrrp-agent-";

    private final SharedIndexInformer<NodeConfig> nodeConfigs;
    private final SharedIndexInformer<Secret> secrets;
    private final SharedIndexInformer<Lease> leases;

    private ClusterInformers(
            SharedIndexInformer<NodeConfig> nodeConfigs,
            SharedIndexInformer<Secret> secrets,
            SharedIndexInformer<Lease> leases) {
        this.nodeConfigs = nodeConfigs;
        this.secrets = secrets;
        this.leases = leases;
    }

    /**
     * Starts and returns when everything that exists is known.
     *
     * @param heartbeats takes the heartbeats
     * @param failed is told when one of them has ended for good
     */
    public static ClusterInformers start(
            KubernetesClient client,
            String namespace,
            Signal signal,
            Heartbeats heartbeats,
            Consumer<Throwable> failed) {
        ClusterInformers informers = new ClusterInformers(
                client.resources(NodeConfig.class).inform(new Raising<>(signal)),
                client.secrets().inNamespace(namespace).inform(new Raising<>(signal)),
                client.resources(Lease.class).inNamespace(namespace).inform(new Listening(signal, heartbeats)));
        List.of(informers.nodeConfigs, informers.secrets, informers.leases)
                .forEach(informer -> informer.stopped().whenComplete((ended, error) -> {
                    if (error != null) {
                        failed.accept(error);
                    }
                }));
        return informers;
    }

    List<NodeConfig> nodeConfigs() {
        return nodeConfigs.getStore().list();
    }

    List<Secret> secrets() {
        return secrets.getStore().list();
    }

    /** Whether heartbeats reach us. */
    boolean hearsAgents() {
        return leases.isWatching();
    }

    /** Whether all of them follow the API server. */
    public boolean areWatching() {
        return nodeConfigs.isWatching() && secrets.isWatching() && leases.isWatching();
    }

    @Override
    public void close() {
        nodeConfigs.close();
        secrets.close();
        leases.close();
    }

    private record Raising<T extends HasMetadata>(Signal signal) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            signal.raise();
        }

        @Override
        public void onUpdate(T previous, T updated) {
            signal.raise();
        }

        @Override
        public void onDelete(T deleted, boolean finalStateUnknown) {
            signal.raise();
        }
    }

    private record Listening(Signal signal, Heartbeats heartbeats) implements ResourceEventHandler<Lease> {
        @Override
        public void onAdd(Lease lease) {
            take(lease);
        }

        @Override
        public void onUpdate(Lease previous, Lease lease) {
            take(lease);
        }

        @Override
        public void onDelete(Lease lease, boolean finalStateUnknown) {
            String name = lease.getMetadata().getName();
            if (name.startsWith(LEASE_PREFIX)) {
                heartbeats.forget(name.substring(LEASE_PREFIX.length()));
                signal.raise();
            }
        }

        private void take(Lease lease) {
            String name = lease.getMetadata().getName();
            LeaseSpec spec = lease.getSpec();
            if (!name.startsWith(LEASE_PREFIX)
                    || spec == null
                    || spec.getRenewTime() == null
                    || spec.getLeaseDurationSeconds() == null) {
                return;
            }
            boolean news = heartbeats.heard(
                    name.substring(LEASE_PREFIX.length()),
                    spec.getRenewTime().toString(),
                    Duration.ofSeconds(spec.getLeaseDurationSeconds()),
                    System.nanoTime());
            if (news) {
                signal.raise();
            }
        }
    }
}
