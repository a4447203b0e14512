package dev.vrrp.operator;

/**
 * What the command line says.
 *
 * @param namespace of the agents, of the Secrets with passwords, and of the Lease of the leader
 * @param identity of this process and of no other
 * @param leaderElection whether there may be another process beside this one
 */
record Settings(String namespace, String identity, boolean leaderElection) {}
