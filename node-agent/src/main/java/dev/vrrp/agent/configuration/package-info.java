/**
 * From a NodeConfig document to what the agent runs: reading and writing it with its Secrets as a file, and checking it once,
 * as a whole, into validated types. May depend on {@code runtime}, {@code protocol.model}, the API types and Jackson.
 */
@NullMarked
package dev.vrrp.agent.configuration;

import org.jspecify.annotations.NullMarked;
