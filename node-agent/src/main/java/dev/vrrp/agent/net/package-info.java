/**
 * The wire: frames in by capture and out by injection, so that a firewall on the node can make no split brain. The only user of
 * pcap4j, and of none of its packet classes. Implements ports of {@code runtime}; may depend on {@code runtime},
 * {@code protocol.wire}, {@code protocol.model}, pcap4j and slf4j, never on {@code kernel}.
 */
@NullMarked
package dev.vrrp.agent.net;

import org.jspecify.annotations.NullMarked;
