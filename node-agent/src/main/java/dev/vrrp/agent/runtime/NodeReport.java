package dev.vrrp.agent.runtime;

import java.util.List;

/**
 * What the agent runs, as a whole.
 *
 * @param generation of the configuration in force; 0: none yet
 * @param problems what is wrong with addresses
 */
public record NodeReport(long generation, List<Link> links, List<RouterReport> routers, List<AddressProblem> problems) {
    public NodeReport {
        links = List.copyOf(links);
        routers = List.copyOf(routers);
        problems = List.copyOf(problems);
    }

    /** One in which nothing is wrong with addresses. */
    public NodeReport(long generation, List<Link> links, List<RouterReport> routers) {
        this(generation, links, routers, List.of());
    }
}
