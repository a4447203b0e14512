package dev.vrrp.operator;

import java.util.Set;

/**
 * What the command line says.
 *
 * @param namespace of the agents, of the Secrets with passwords, and of the Lease of the leader
 * @param identity of this process and of no other
 * @param leaderElection whether there may be another process beside this one
 * @param reservedVrids VRIDs that no VirtualIP is given that does not name them
 */
record Settings(String namespace, String identity, boolean leaderElection, Set<Integer> reservedVrids) {
    Settings {
        reservedVrids = Set.copyOf(reservedVrids);
    }
}
