/**
 * The decision for the whole cluster: which VirtualIPs and SyncGroups are accepted, which VRID each has, which nodes take part
 * and with which priority, and so what each node's NodeConfig says. Records in, records out; the same snapshot gives the same
 * plan. {@link dev.vrrp.operator.plan.ClusterPlanner} makes it from nothing; {@link dev.vrrp.operator.plan.IncrementalPlanner} makes the
 * same one from the last, and remembers nothing else. May depend on the API types and on the JDK, never on a client, a clock or a
 * logger.
 */
@NullMarked
package dev.vrrp.operator.plan;

import org.jspecify.annotations.NullMarked;
