/**
 * Which of several replicas decides: the one that holds a Lease. May depend on fabric8 and slf4j, on nothing else of the
 * operator.
 */
@NullMarked
package dev.vrrp.operator.election;

import org.jspecify.annotations.NullMarked;
