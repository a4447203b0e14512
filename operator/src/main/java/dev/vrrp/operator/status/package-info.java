/**
 * What is said about VirtualIPs and SyncGroups: conditions, mastership, split brain, and the Events that a change is worth,
 * from what the plan decided and what the agents report. Time comes in as an argument. May depend on the API types and on the
 * JDK.
 */
@NullMarked
package dev.vrrp.operator.status;

import org.jspecify.annotations.NullMarked;
