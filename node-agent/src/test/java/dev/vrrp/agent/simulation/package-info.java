/**
 * A deterministic simulator: up to seven routers, ours and others', with several groups on several segments that carry bytes,
 * kernels with leases and clients, in virtual time, from one seed; and everything that can go wrong with them. The same seed
 * gives the same run, event for event. What must hold is in {@link dev.vrrp.agent.simulation.Watch}, after each event, and in
 * {@link dev.vrrp.agent.simulation.Simulation}, after the last fault; {@link dev.vrrp.agent.simulation.Mutant} shows that it is
 * held. May depend on {@code protocol}.
 */
@NullMarked
package dev.vrrp.agent.simulation;

import org.jspecify.annotations.NullMarked;
