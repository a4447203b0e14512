/**
 * The table of what the RFCs ask and which test shows it. The steps are a resource, the tests name them, and
 * {@code node-agent/CONFORMANCE.md} is made from both.
 */
@NullMarked
package dev.vrrp.agent.conformance;

import org.jspecify.annotations.NullMarked;
