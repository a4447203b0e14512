/**
 * The imperative shell: one loop thread that delivers events to the protocol core, keeps its deadlines and carries out its
 * actions in order; and the ports through which it reaches the wire, the kernel and the reports. It decides nothing. May
 * depend on {@code protocol} and the JDK; other threads only enqueue, into a bounded queue.
 */
@NullMarked
package dev.vrrp.agent.runtime;

import org.jspecify.annotations.NullMarked;
