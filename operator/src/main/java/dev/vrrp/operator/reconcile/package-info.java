/**
 * The outside of the operator: what it observes in the cluster, the loop that turns that into the present view, and the JOSDK
 * reconcilers that each carry one object's part of the view to the API server. All decisions are made in {@code plan} and put
 * into words in {@code status}; may depend on both, on the API types, on JOSDK, fabric8 and slf4j.
 */
@NullMarked
package dev.vrrp.operator.reconcile;

import org.jspecify.annotations.NullMarked;
