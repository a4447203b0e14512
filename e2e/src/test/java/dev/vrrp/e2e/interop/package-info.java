/**
 * Our agent beside keepalived and FRR, as processes on one LAN: every way in which an address can move, in both directions,
 * judged by what a client sees and by what both programs say. May depend on the lab, the peers and the product.
 */
@NullMarked
package dev.vrrp.e2e.interop;

import org.jspecify.annotations.NullMarked;
