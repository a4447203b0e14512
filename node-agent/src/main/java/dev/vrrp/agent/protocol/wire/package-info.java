/**
 * Layouts and checksums of what is on the wire: VRRP over IPv4 and IPv6 in Ethernet, gratuitous ARP, unsolicited Neighbor
 * Advertisements. Decoding is total: any bytes are accepted, or rejected with a reason; it never throws. May depend on {@code
 * protocol.model} and the JDK; no clock, randomness, thread, lock, logger or I/O.
 */
@NullMarked
package dev.vrrp.agent.protocol.wire;

import org.jspecify.annotations.NullMarked;
