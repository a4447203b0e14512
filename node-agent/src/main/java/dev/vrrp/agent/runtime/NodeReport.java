package dev.vrrp.agent.runtime;

import java.util.List;

/**
 * What the agent runs, as a whole.
 *
 * @param generation of the configuration in force; 0: none yet
 */
public record NodeReport(long generation, List<Link> links, List<RouterReport> routers) {
    public NodeReport {
        links = List.copyOf(links);
        routers = List.copyOf(routers);
    }
}
