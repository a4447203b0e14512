package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.util.Map;

/**
 * The decision for VirtualIPs and SyncGroups that no others concern.
 *
 * @param nodes what each node is to run of them, by node; nodes that run none are left out
 * @param virtualIPs by name
 * @param syncGroups by name
 */
record IslandPlan(
        Map<String, NodeConfigSpec> nodes,
        Map<String, VirtualIPOutcome> virtualIPs,
        Map<String, SyncGroupOutcome> syncGroups) {}
