/** Rules that hold for the whole module. May depend on all of {@code dev.vrrp.e2e}. */
@NullMarked
package dev.vrrp.e2e;

import org.jspecify.annotations.NullMarked;
