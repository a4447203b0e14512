package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigStatus;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.NodeState;
import dev.vrrp.operator.plan.ClusterSnapshot;
import dev.vrrp.operator.plan.DeclaredVirtualIP;
import dev.vrrp.operator.plan.ObservedNode;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.plan.Standing;
import dev.vrrp.operator.status.Heartbeats;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes one snapshot after the other. What is taken of the same objects as before is the same object again. */
final class SnapshotMemory {
    private record TakenVirtualIP(VirtualIP object, Set<String> alive, DeclaredVirtualIP taken) {}

    private record TakenNode(
            Node object,
            Standing standing,
            @Nullable NodeConfig config,
            @Nullable NodeConfigSpec decided,
            @Nullable NodeConfigStatus status,
            ObservedNode taken) {}

    private final String namespace;
    private final Set<Integer> reservedVrids;
    private final Map<String, TakenVirtualIP> virtualIPs = new HashMap<>();
    private final Map<String, TakenNode> nodes = new HashMap<>();
    private Set<String> alive = Set.of();

    SnapshotMemory(String namespace, Set<Integer> reservedVrids) {
        this.namespace = namespace;
        this.reservedVrids = Set.copyOf(reservedVrids);
    }

    /**
     * What a plan depends on. What the last plan decided is in force even where a NodeConfig does not show it yet; the NodeConfigs
     * tell it after a restart.
     */
    ClusterSnapshot take(Observation observation, Heartbeats heartbeats, long nowNanos, Plan last) {
        Set<String> aliveNow = observation.nodes().keySet().stream()
                .filter(node -> heartbeats.isAlive(node, nowNanos))
                .collect(Collectors.toUnmodifiableSet());
        alive = aliveNow.equals(alive) ? alive : aliveNow;
        virtualIPs.keySet().retainAll(observation.virtualIPs().keySet());
        nodes.keySet().retainAll(observation.nodes().keySet());
        return new ClusterSnapshot(
                namespace,
                reservedVrids,
                observation.virtualIPs().entrySet().stream()
                        .map(entry -> take(entry.getKey(), entry.getValue()))
                        .toList(),
                observation.syncGroups().values().stream().map(Snapshots::of).toList(),
                observation.nodes().entrySet().stream()
                        .map(entry -> take(
                                entry.getKey(),
                                entry.getValue(),
                                Snapshots.standing(entry.getValue(), heartbeats.isGone(entry.getKey(), nowNanos)),
                                observation.nodeConfigs().get(entry.getKey()),
                                last.nodes().get(entry.getKey())))
                        .toList(),
                observation.secrets().stream().map(Snapshots::of).toList());
    }

    private DeclaredVirtualIP take(String name, VirtualIP object) {
        TakenVirtualIP present = virtualIPs.get(name);
        if (present == null
                || !present.object().equals(object)
                || !present.alive().equals(alive)) {
            present = new TakenVirtualIP(object, alive, Snapshots.of(object, ready(object)));
            virtualIPs.put(name, present);
        }
        return present.taken();
    }

    private ObservedNode take(
            String name,
            Node object,
            Standing standing,
            @Nullable NodeConfig config,
            @Nullable NodeConfigSpec decided) {
        TakenNode present = nodes.get(name);
        if (present == null
                || !present.object().equals(object)
                || present.standing() != standing
                || !Objects.equals(present.config(), config)
                || !Objects.equals(present.decided(), decided)) {
            NodeConfigStatus status = lastWords(object, config, present);
            NodeConfigSpec inForce = decided == null ? Snapshots.spec(config) : decided;
            present = new TakenNode(
                    object, standing, config, decided, status, Snapshots.of(object, standing, status, inForce));
            nodes.put(name, present);
        }
        return present.taken();
    }

    /** What the agent said last: a NodeConfig that somebody deleted, and that is made anew, is empty for a moment. */
    private static @Nullable NodeConfigStatus lastWords(
            Node object, @Nullable NodeConfig config, @Nullable TakenNode before) {
        NodeConfigStatus status = config == null ? null : config.getStatus();
        if (before == null || (status != null && status.agent() != null)) {
            return status;
        }
        boolean sameNode = Objects.equals(
                before.object().getMetadata().getUid(), object.getMetadata().getUid());
        return sameNode ? before.status() : status;
    }

    private Set<String> ready(VirtualIP virtualIP) {
        return virtualIP.getStatus() == null
                ? Set.of()
                : virtualIP.getStatus().nodes().stream()
                        .filter(state -> state.state() == RouterState.Master || state.state() == RouterState.Backup)
                        .map(NodeState::node)
                        .filter(alive::contains)
                        .collect(Collectors.toSet());
    }
}
