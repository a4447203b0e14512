/** The composition root of the agent: options, wiring, the order of start and shutdown; nothing else. */
@NullMarked
package dev.vrrp.agent;

import org.jspecify.annotations.NullMarked;
