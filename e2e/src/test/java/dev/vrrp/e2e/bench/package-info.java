/**
 * The agent beside keepalived: what each costs, and what a client on the LAN sees when something fails; and the operator beside an API
 * server. Run by {@code e2e/bench failover}, {@code e2e/bench chaos} and {@code e2e/bench cluster}. May depend on the lab, the peers and the product, as a user starts it.
 */
@NullMarked
package dev.vrrp.e2e.bench;

import org.jspecify.annotations.NullMarked;
