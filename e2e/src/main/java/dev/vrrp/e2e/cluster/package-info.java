/**
 * A real control plane: etcd, kube-apiserver and kubectl as processes, with credentials of their own, and what stands in
 * for kubelets: Node objects, and Pods that tokens are bound to. Depends on the lab and the custom
 * resources; knows nothing of the operator and the agents.
 */
@NullMarked
package dev.vrrp.e2e.cluster;

import org.jspecify.annotations.NullMarked;
