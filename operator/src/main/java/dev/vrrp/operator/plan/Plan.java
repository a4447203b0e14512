package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The decision.
 *
 * @param nodes what each node is to run, by node
 * @param virtualIPs by name
 * @param syncGroups by name
 */
public record Plan(
        NavigableMap<String, NodeConfigSpec> nodes,
        Map<String, VirtualIPOutcome> virtualIPs,
        Map<String, SyncGroupOutcome> syncGroups) {

    public static final Plan NOTHING = new Plan(new TreeMap<>(), Map.of(), Map.of());

    public Plan {
        nodes = Collections.unmodifiableNavigableMap(new TreeMap<>(nodes));
        virtualIPs = Collections.unmodifiableMap(new HashMap<>(virtualIPs));
        syncGroups = Map.copyOf(syncGroups);
    }
}
