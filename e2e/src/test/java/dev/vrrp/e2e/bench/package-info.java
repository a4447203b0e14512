/**
 * The agent beside keepalived: what each costs, and what a client on the LAN sees when something fails. Run by {@code e2e/bench failover}
 * and {@code e2e/bench chaos}. May depend on the lab, the peers and the product, as a user starts it.
 */
@NullMarked
package dev.vrrp.e2e.bench;

import org.jspecify.annotations.NullMarked;
