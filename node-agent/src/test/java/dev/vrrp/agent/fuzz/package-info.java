/**
 * Jazzer on everything that reads bytes from outside: each target is run in a process of its own, so that its instrumentation
 * slows nothing else. Short in the tests, long by {@code e2e/bench fuzz}. May depend on all of the agent.
 */
@NullMarked
package dev.vrrp.agent.fuzz;

import org.jspecify.annotations.NullMarked;
