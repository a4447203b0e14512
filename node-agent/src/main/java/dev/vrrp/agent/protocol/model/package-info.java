/**
 * Validated value types of the protocol: what the state machine and the wire share. A value that exists is valid. May depend
 * on the JDK alone, and has no clock, randomness, thread, lock, logger or I/O.
 */
@NullMarked
package dev.vrrp.agent.protocol.model;

import org.jspecify.annotations.NullMarked;
