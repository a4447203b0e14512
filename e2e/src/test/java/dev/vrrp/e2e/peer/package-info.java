/** Proves the peer, and with it the measurements. May depend on the lab and the peer. */
@NullMarked
package dev.vrrp.e2e.peer;

import org.jspecify.annotations.NullMarked;
