/**
 * What a user installs, and how: the manifests of {@code deploy/}, the chart, and that both are the same. Depends on the
 * control plane, helm and fabric8's serialization.
 */
@NullMarked
package dev.vrrp.e2e.install;

import org.jspecify.annotations.NullMarked;
