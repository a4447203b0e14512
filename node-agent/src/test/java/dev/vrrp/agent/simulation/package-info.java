/**
 * A deterministic simulator: the election groups of two or three nodes, a LAN that carries bytes, a kernel with leases and a
 * client, in virtual time, from one seed. The same seed gives the same run, event for event. May depend on {@code protocol}.
 */
@NullMarked
package dev.vrrp.agent.simulation;

import org.jspecify.annotations.NullMarked;
