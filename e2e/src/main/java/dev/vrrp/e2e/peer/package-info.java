/** keepalived and FRR, the peers that the product must share a LAN with. Depends on the lab and Jackson alone. */
@NullMarked
package dev.vrrp.e2e.peer;

import org.jspecify.annotations.NullMarked;
