package dev.vrrp.operator;

import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param namespace of the agents, of the Secrets with passwords, and of the Lease of the leader
 * @param identity of this process and of no other
 * @param leaderElection whether there may be another process beside this one
 * @param reservedVrids VRIDs that no VirtualIP is given that does not name them
 * @param http where to answer for metrics and health, null for nowhere
 */
record Settings(
        String namespace,
        String identity,
        boolean leaderElection,
        Set<Integer> reservedVrids,
        @Nullable InetSocketAddress http) {
    Settings {
        reservedVrids = Set.copyOf(reservedVrids);
    }
}
