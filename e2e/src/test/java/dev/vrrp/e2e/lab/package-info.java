/** Proves the lab itself: what the other tests rely on. May depend on all of {@code dev.vrrp.e2e.lab}. */
@NullMarked
package dev.vrrp.e2e.lab;

import org.jspecify.annotations.NullMarked;
