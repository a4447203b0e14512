package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.ForeignRouter;
import dev.vrrp.api.v1alpha1.NodeConfigStatus.NodeInterface;
import dev.vrrp.api.v1alpha1.SyncGroupSpec;
import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A cluster that changes in steps: what is declared and observed, and what the plans so far have put into force. */
final class Cluster {
    static final String NAMESPACE = "vrrp-system";

    private final Map<String, DeclaredVirtualIP> virtualIPs = new TreeMap<>();
    private final Map<String, DeclaredSyncGroup> syncGroups = new TreeMap<>();
    private final Map<String, ObservedNode> nodes = new TreeMap<>();
    private final Map<String, ObservedSecret> secrets = new TreeMap<>();
    private Set<Integer> reserved = Set.of();
    private long seconds;

    /** Nodes that run an agent, each with one card, eth0, in 192.168.1.0/24; the node's number is the last byte. */
    Cluster nodes(String... names) {
        for (String name : names) {
            node(name, link("eth0", 2, "192.168.1." + (10 + nodes.size()) + "/24"));
        }
        return this;
    }

    Cluster node(String name, NodeInterface... links) {
        return put(new ObservedNode(
                name,
                Map.of("kubernetes.io/hostname", name),
                Standing.Serving,
                true,
                List.of(links),
                List.of(),
                inForce(name)));
    }

    Cluster put(ObservedNode node) {
        nodes.put(node.name(), node);
        return this;
    }

    Cluster withoutNode(String name) {
        nodes.remove(name);
        return this;
    }

    Cluster leaving(String name) {
        return standing(name, Standing.Leaving);
    }

    Cluster standing(String name, Standing standing) {
        ObservedNode node = node(name);
        return put(new ObservedNode(
                name,
                node.labels(),
                standing,
                node.runsAgent(),
                node.interfaces(),
                node.foreignRouters(),
                node.inForce()));
    }

    /** Nodes say that they are Master or Backup of a VirtualIP. */
    Cluster ready(String virtualIP, String... nodes) {
        DeclaredVirtualIP present =
                Optional.ofNullable(virtualIPs.get(virtualIP)).orElseThrow();
        virtualIPs.put(
                virtualIP,
                new DeclaredVirtualIP(
                        virtualIP,
                        present.generation(),
                        present.created(),
                        present.spec(),
                        present.pinnedVrid(),
                        Set.of(nodes)));
        return this;
    }

    Cluster reserves(Integer... vrids) {
        reserved = Set.of(vrids);
        return this;
    }

    Cluster hears(String name, ForeignRouter... routers) {
        ObservedNode node = node(name);
        return put(new ObservedNode(
                name,
                node.labels(),
                node.standing(),
                node.runsAgent(),
                node.interfaces(),
                List.of(routers),
                node.inForce()));
    }

    /** Declares or edits a VirtualIP; each is a second younger than what came before. */
    Cluster virtualIP(String name, Specs spec) {
        return virtualIP(name, spec.build());
    }

    Cluster virtualIP(String name, VirtualIPSpec spec) {
        DeclaredVirtualIP present = virtualIPs.get(name);
        virtualIPs.put(
                name,
                present == null
                        ? new DeclaredVirtualIP(name, 1, nextInstant(), spec, null, Set.of())
                        : new DeclaredVirtualIP(
                                name,
                                present.generation() + 1,
                                present.created(),
                                spec,
                                present.pinnedVrid(),
                                present.ready()));
        return this;
    }

    Cluster withoutVirtualIP(String name) {
        virtualIPs.remove(name);
        return this;
    }

    Cluster syncGroup(String name, String... members) {
        return syncGroup(name, new SyncGroupSpec(List.of(members), null));
    }

    Cluster syncGroup(String name, SyncGroupSpec spec) {
        DeclaredSyncGroup present = syncGroups.get(name);
        syncGroups.put(
                name,
                present == null
                        ? new DeclaredSyncGroup(name, 1, nextInstant(), spec)
                        : new DeclaredSyncGroup(name, present.generation() + 1, present.created(), spec));
        return this;
    }

    Cluster withoutSyncGroup(String name) {
        syncGroups.remove(name);
        return this;
    }

    Cluster secret(String name, String key, int bytes) {
        secrets.put(name, new ObservedSecret(name, "7", Map.of(key, bytes)));
        return this;
    }

    ClusterSnapshot snapshot() {
        return new ClusterSnapshot(
                NAMESPACE,
                reserved,
                List.copyOf(virtualIPs.values()),
                List.copyOf(syncGroups.values()),
                List.copyOf(nodes.values()),
                List.copyOf(secrets.values()));
    }

    Plan plan() {
        return ClusterPlanner.plan(snapshot());
    }

    /** Plans and puts the plan into force: NodeConfigs and {@code status.vrid}. */
    Plan apply() {
        Plan plan = plan();
        plan.nodes().forEach((name, spec) -> {
            ObservedNode node = node(name);
            put(new ObservedNode(
                    name,
                    node.labels(),
                    node.standing(),
                    node.runsAgent(),
                    node.interfaces(),
                    node.foreignRouters(),
                    spec));
        });
        new ArrayList<>(virtualIPs.values())
                .forEach(declared -> virtualIPs.put(
                        declared.name(),
                        new DeclaredVirtualIP(
                                declared.name(),
                                declared.generation(),
                                declared.created(),
                                declared.spec(),
                                outcome(plan, declared.name()).vrid(),
                                declared.ready())));
        return plan;
    }

    /** Plans and writes the NodeConfigs of some nodes; nothing else. */
    void applyTo(Predicate<String> nodes) {
        plan().nodes().forEach((name, spec) -> {
            if (nodes.test(name)) {
                ObservedNode node = node(name);
                put(new ObservedNode(
                        name,
                        node.labels(),
                        node.standing(),
                        node.runsAgent(),
                        node.interfaces(),
                        node.foreignRouters(),
                        spec));
            }
        });
    }

    List<ObservedNode> nodes() {
        return List.copyOf(nodes.values());
    }

    ObservedNode node(String name) {
        return Optional.ofNullable(nodes.get(name)).orElseThrow();
    }

    List<String> virtualIPNames() {
        return List.copyOf(virtualIPs.keySet());
    }

    List<String> syncGroupNames() {
        return List.copyOf(syncGroups.keySet());
    }

    static NodeInterface link(String name, int index, String... addresses) {
        return link(name, index, 1500, addresses);
    }

    static NodeInterface link(String name, int index, int mtu, String... addresses) {
        return new NodeInterface(name, index, true, null, mtu, List.of(addresses));
    }

    /** The virtual routers of a VirtualIP in a plan, by node. */
    static Map<String, List<VirtualRouter>> routers(Plan plan, String virtualIP) {
        Map<String, List<VirtualRouter>> routers = new TreeMap<>();
        plan.nodes().forEach((node, spec) -> {
            List<VirtualRouter> found = spec.virtualRouters().stream()
                    .filter(router -> router.virtualIP().equals(virtualIP))
                    .toList();
            if (!found.isEmpty()) {
                routers.put(node, found);
            }
        });
        return routers;
    }

    static VirtualIPOutcome outcome(Plan plan, String virtualIP) {
        return Optional.ofNullable(plan.virtualIPs().get(virtualIP)).orElseThrow();
    }

    static SyncGroupOutcome group(Plan plan, String name) {
        return Optional.ofNullable(plan.syncGroups().get(name)).orElseThrow();
    }

    private NodeConfigSpec inForce(String name) {
        ObservedNode present = nodes.get(name);
        return present == null ? new NodeConfigSpec(List.of(), List.of()) : present.inForce();
    }

    private Instant nextInstant() {
        return Instant.EPOCH.plusSeconds(seconds++);
    }
}
