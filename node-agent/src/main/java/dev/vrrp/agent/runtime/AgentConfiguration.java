package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that the agent is to run, valid as a whole.
 *
 * @param generation of the NodeConfig that it comes from
 * @param groups the units of election; each virtual router is in exactly one
 */
public record AgentConfiguration(long generation, List<Group> groups) {
    public static final AgentConfiguration NOTHING = new AgentConfiguration(0, List.of());

    public AgentConfiguration {
        groups = List.copyOf(groups);
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

    /** Virtual routers that are Master together or not at all; one or more. */
    public record Group(String name, List<VirtualRouterConfig> routers) {
        public Group {
            routers = List.copyOf(routers);
            if (routers.isEmpty()) {
                throw new IllegalArgumentException(name + " has no virtual router");
            }
        }
    }
}
