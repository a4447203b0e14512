package dev.vrrp.e2e.bench;

import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.e2e.cluster.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When {@code status.master} of each VirtualIP came to name another node, as somebody sees it who watches them. */
final class MasterWatch implements ResourceEventHandler<VirtualIP>, AutoCloseable {
    /** A VirtualIP that has another Master than before. */
    record Seen(Instant time, String virtualIP, String node) {}

    private final KubernetesClient client;
    private final Map<String, String> masters = new HashMap<>();
    private final List<Seen> seen = new ArrayList<>();

    private MasterWatch(KubernetesClient client) {
        this.client = client;
    }

    static MasterWatch follow(ControlPlane controlPlane) {
        MasterWatch watch = new MasterWatch(new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(
                        controlPlane.kubectl().kubeconfig().toFile()))
                .build());
        var _ = watch.client.resources(VirtualIP.class).inform(watch);
        return watch;
    }

    /** The latest change of the Master of {@code virtualIP} after {@code start}. */
    synchronized Optional<Seen> since(Instant start, String virtualIP) {
        return seen.reversed().stream()
                .filter(one -> one.virtualIP().equals(virtualIP) && one.time().isAfter(start))
                .findFirst();
    }

    @Override
    public void onAdd(VirtualIP added) {
        see(added);
    }

    @Override
    public void onUpdate(VirtualIP previous, VirtualIP updated) {
        see(updated);
    }

    @Override
    public void onDelete(VirtualIP deleted, boolean finalStateUnknown) {}

    private synchronized void see(VirtualIP virtualIP) {
        String name = virtualIP.getMetadata().getName();
        if (virtualIP.getStatus() != null && virtualIP.getStatus().master() != null) {
            String node = virtualIP.getStatus().master().node();
            if (!node.equals(masters.put(name, node))) {
                seen.add(new Seen(Instant.now(), name, node));
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
