/** The second tier: the product in its images, installed by helm on real kubelets. */
@NullMarked
package dev.vrrp.e2e.kubelet;

import org.jspecify.annotations.NullMarked;
