/**
 * The state machine of RFC 9568 section 6.4 (and RFC 3768 section 6.4) as one pure function from a state, an event and the
 * time to the next state and the ordered actions; and the group on top of it that moves as one. Deadlines are data in the
 * state: the caller asks for the next one and delivers {@link dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached},
 * and a stale wake-up changes nothing. The order of the actions is part of the contract. May depend on {@code protocol.model}
 * and the JDK, never on {@code protocol.wire}; no clock, randomness, thread, lock, logger or I/O.
 */
@NullMarked
package dev.vrrp.agent.protocol.fsm;

import org.jspecify.annotations.NullMarked;
