/**
 * What the product promises, shown end to end: real nodes, a real control plane, the operator and the agents as
 * processes, a client that asks all the time. May depend on all of {@code dev.vrrp.e2e}.
 */
@NullMarked
package dev.vrrp.e2e.scenario;

import org.jspecify.annotations.NullMarked;
