/** keepalived, the peer that the product must share a LAN with. Depends on the lab alone. */
@NullMarked
package dev.vrrp.e2e.peer;

import org.jspecify.annotations.NullMarked;
