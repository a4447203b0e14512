/**
 * The agent's side of the API server: its own NodeConfig by watch, passwords from Secrets, and what it reports: status, Events
 * and a heartbeat. The agent goes on without all of it. May depend on {@code runtime}, {@code preflight}, {@code configuration},
 * the API types and fabric8.
 */
@NullMarked
package dev.vrrp.agent.kubernetes;

import org.jspecify.annotations.NullMarked;
