/**
 * The kernel's side of a node: interfaces, addresses and their settings, over rtnetlink. Implements ports of {@code runtime} and {@code preflight}; may
 * depend on them, {@code protocol.model}, {@code kernel.netlink} and slf4j, never on {@code net}. Each class opens
 * its own socket in the network namespace of the thread that opens it.
 */
@NullMarked
package dev.vrrp.agent.kernel;

import org.jspecify.annotations.NullMarked;
