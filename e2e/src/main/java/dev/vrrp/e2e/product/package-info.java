/**
 * The product as a user installs and starts it: the manifests of {@code deploy/}, the operator and the agents as the
 * programs that the build makes, each with a token of its own. Depends on the lab and the cluster, and on no class of
 * the operator or the agent.
 */
@NullMarked
package dev.vrrp.e2e.product;

import org.jspecify.annotations.NullMarked;
