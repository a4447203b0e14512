package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * Decides for the whole cluster from nothing. What {@link IncrementalPlanner} decides must be the same.
 */
public final class ClusterPlanner {
    static final NodeConfigSpec NOTHING = new NodeConfigSpec(List.of(), List.of());

    private ClusterPlanner() {}

    /** The plan for {@code snapshot}. */
    public static Plan plan(ClusterSnapshot snapshot) {
        Links links = new Links(snapshot.nodes());
        RoutersInForce inForce = new RoutersInForce();
        snapshot.nodes().forEach(inForce::put);
        PasswordSecrets secrets = new PasswordSecrets(snapshot.namespace(), snapshot.secrets());
        IslandPlan plan = new IslandPlanner(
                        snapshot.virtualIPs().stream()
                                .map(declared ->
                                        Prospect.of(declared, inForce.routersOf(declared.name()), links, secrets))
                                .toList(),
                        snapshot.syncGroups().stream()
                                .map(declared -> new GroupProspect(declared, inForce.membersOf(declared.name())))
                                .toList(),
                        links,
                        new ForeignRouters(snapshot.nodes(), links),
                        snapshot.reservedVrids(),
                        new HashMap<>())
                .plan();
        TreeMap<String, NodeConfigSpec> nodes = new TreeMap<>(plan.nodes());
        snapshot.nodes().forEach(node -> nodes.putIfAbsent(node.name(), NOTHING));
        return new Plan(nodes, plan.virtualIPs(), plan.syncGroups());
    }
}
