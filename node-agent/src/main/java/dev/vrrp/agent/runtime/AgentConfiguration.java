package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that the agent is to run, valid as a whole.
 *
 * @param generation of the NodeConfig that it comes from
 * @param groups the units of election; each virtual router is in exactly one
 * @param nodeAddresses what the other nodes of the cluster send from
 */
public record AgentConfiguration(long generation, List<Group> groups, Set<InetAddress> nodeAddresses) {
    public static final AgentConfiguration NOTHING = new AgentConfiguration(0, List.of());

    /** One of a node that knows of no other. */
    public AgentConfiguration(long generation, List<Group> groups) {
        this(generation, groups, Set.of());
    }

    public AgentConfiguration {
        groups = List.copyOf(groups);
        nodeAddresses = Set.copyOf(nodeAddresses);
        Set<String> names = new HashSet<>();
        Set<String> routers = new HashSet<>();
        Set<String> identities = new HashSet<>();
        for (Group group : groups) {
            if (!names.add(group.name())) {
                throw new IllegalArgumentException(group.name() + " is there twice");
            }
            for (VirtualRouterConfig router : group.routers()) {
                if (!routers.add(router.name())) {
                    throw new IllegalArgumentException("virtual router " + router.name() + " is there twice");
                }
                if (!identities.add(router.interfaceName() + " " + router.family() + " " + router.vrid())) {
                    throw new IllegalArgumentException("virtual router " + router.name() + ": vrid " + router.vrid()
                            + " is in use by another virtual router on " + router.interfaceName()
                            + ": give each its own");
                }
            }
        }
    }

    /** The addresses of all routers that it names: of the other nodes, and of the peers. */
    Set<InetAddress> knownSources() {
        Set<InetAddress> sources = new HashSet<>(nodeAddresses);
        groups.stream().flatMap(group -> group.routers().stream()).forEach(router -> sources.addAll(router.peers()));
        return sources;
    }

    /**
     * Virtual routers that are Master together or not at all; one or more. What one of them tracks, all do, so that a weight
     * moves the whole group; of two that track one interface, Fault (weight 0) is stricter, else the first counts.
     */
    public record Group(String name, List<VirtualRouterConfig> routers) {
        public Group {
            if (routers.isEmpty()) {
                throw new IllegalArgumentException(name + " has no virtual router");
            }
            Map<String, TrackedInterface> tracked = new LinkedHashMap<>();
            routers.stream()
                    .flatMap(router -> router.tracked().stream())
                    .forEach(link -> tracked.merge(
                            link.name(), link, (present, added) -> added.weight() == 0 ? added : present));
            List<TrackedInterface> ofAll = List.copyOf(tracked.values());
            routers = routers.stream().map(router -> router.withTracked(ofAll)).toList();
        }
    }
}
