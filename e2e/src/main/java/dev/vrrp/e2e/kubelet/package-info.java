/**
 * A cluster of real kubelets in a lab: the images of the product, containerd and a kubelet on every node, the
 * controllers and the scheduler beside the API server, and helm. Depends on the lab and the cluster; knows of the product
 * what its chart and its images say.
 */
@NullMarked
package dev.vrrp.e2e.kubelet;

import org.jspecify.annotations.NullMarked;
