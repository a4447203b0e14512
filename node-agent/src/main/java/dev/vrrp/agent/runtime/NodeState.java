package dev.vrrp.agent.runtime;

import java.util.List;

/**
 * Everything that the agent runs, for people who look at it.
 *
 * @param generation of the configuration in force; 0: none yet, or one from a file that names none
 * @param links the interfaces of the node
 * @param takesPart whether there is a configuration, and every virtual router of it has been started
 */
public record NodeState(long generation, boolean takesPart, List<Link> links, List<RouterState> routers) {
    public NodeState {
        links = List.copyOf(links);
        routers = List.copyOf(routers);
    }
}
