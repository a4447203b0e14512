/**
 * What can be wrong with the node before it shows: small checks that are made slowly, on a thread of their own, and that change
 * nothing. Each says what is wrong and what to do. May depend on {@code runtime}, {@code protocol.model}, the JDK and slf4j; the
 * kernel implements its port, and who tells the user is not its business.
 */
@NullMarked
package dev.vrrp.agent.preflight;

import org.jspecify.annotations.NullMarked;
