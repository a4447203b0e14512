/** Proves the control plane that the other tests rely on. May depend on the lab and the cluster. */
@NullMarked
package dev.vrrp.e2e.cluster;

import org.jspecify.annotations.NullMarked;
