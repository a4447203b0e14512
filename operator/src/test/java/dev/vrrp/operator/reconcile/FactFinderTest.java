package dev.vrrp.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.NodeConfig;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.operator.plan.ClusterPlanner;
import dev.vrrp.operator.plan.ClusterSnapshot;
import dev.vrrp.operator.plan.IncrementalPlanner;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.status.Heartbeats;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found by looking only at what changed is what is found by looking at everything. */
class FactFinderTest {
    private static final List<String> NODES = List.of("a", "b", "c", "d");
    private static final List<String> STATES = List.of("Backup", "Fault", "Initialize", "Backup");
    private static final int STEPS = 120;
    private static final long STEP_NANOS = Duration.ofSeconds(3).toNanos();

    private final Map<String, VirtualIP> virtualIPs = new TreeMap<>();
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, NodeConfig> configs = new TreeMap<>();
    private final Heartbeats heartbeats = new Heartbeats(0, Duration.ofSeconds(10));
    private final SnapshotMemory memory = new SnapshotMemory("vrrp-system", Set.of());
    private final IncrementalPlanner planner = new IncrementalPlanner();
    private final FactFinder facts = new FactFinder(heartbeats);
    private Plan plan = Plan.NOTHING;
    private long version;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theViewOfTheChangesIsTheViewOfAll(long seed) {
        Random random = new Random(seed);
        List<String> history = new ArrayList<>();
        for (int i = 1; i <= STEPS; i++) {
            history.add(change(random));
            long nowNanos = i * STEP_NANOS;
            for (String node : NODES) {
                if (random.nextInt(3) > 0) {
                    boolean _ = heartbeats.heard(node, "beat " + i, Duration.ofSeconds(10), nowNanos);
                }
            }
            Observation observation = Observation.of(
                    List.copyOf(virtualIPs.values()),
                    List.of(),
                    List.copyOf(nodes.values()),
                    List.copyOf(configs.values()),
                    List.of());
            ClusterSnapshot snapshot = memory.take(observation, heartbeats, nowNanos, plan);
            plan = planner.plan(snapshot);
            assertThat(plan).as("%s", history).isEqualTo(ClusterPlanner.plan(snapshot));

            assertThat(facts.view(observation, plan, nowNanos))
                    .as("%s", history)
                    .isEqualTo(new FactFinder(heartbeats).view(observation, plan, nowNanos));
        }
    }

    private String change(Random random) {
        String node = NODES.get(random.nextInt(NODES.size()));
        String virtualIP = "vip-" + random.nextInt(4);
        return switch (random.nextInt(8)) {
            case 0 -> {
                virtualIPs.put(virtualIP, virtualIP(virtualIP, 100 + random.nextInt(4), ""));
                yield virtualIP + " is declared";
            }
            case 1, 2 -> {
                if (virtualIPs.containsKey(virtualIP)) {
                    virtualIPs.put(virtualIP, virtualIP(virtualIP, 100 + virtualIP.charAt(4) - '0', states(random)));
                }
                yield virtualIP + " is reported about";
            }
            case 3, 4 -> {
                configs.put(node, config(node, random.nextBoolean()));
                yield node + " runs what was decided";
            }
            case 5 -> {
                nodes.put(node, node(node, random.nextInt(2)));
                yield node + " is another one";
            }
            case 6 -> {
                configs.remove(node);
                yield node + " has lost its NodeConfig";
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    nodes.remove(node);
                    virtualIPs.remove(virtualIP);
                }
                yield node + " and " + virtualIP + " may be deleted";
            }
        };
    }

    /** One Master at most: a contention has a memory of its own. */
    private static String states(Random random) {
        StringBuilder states = new StringBuilder();
        int master = random.nextInt(NODES.size());
        for (int i = 0; i < NODES.size(); i++) {
            states.append(i == 0 ? "" : ", ")
                    .append("{node: %s, state: %s, since: \"2026-01-01T00:00:00Z\"}"
                            .formatted(NODES.get(i), i == master ? "Master" : STATES.get(random.nextInt(4))));
        }
        return "status: {nodes: [" + states + "]}";
    }

    private VirtualIP virtualIP(String name, int host, String status) {
        return Serialization.unmarshal(
                """
                ---
                {apiVersion: vrrp.dev/v1alpha1, kind: VirtualIP, metadata: {name: %1$s, uid: uid-%1$s, generation: %2$d,
                 creationTimestamp: "2026-01-01T00:00:00Z", resourceVersion: "%3$d"},
                 spec: {addresses: [192.168.1.%2$d/24], replicas: 2}, %4$s}
                """.formatted(name, host, ++version, status.isEmpty() ? "status: {}" : status), VirtualIP.class);
    }

    private Node node(String name, int zone) {
        return Serialization.unmarshal(
                "---\n{apiVersion: v1, kind: Node, metadata: {name: %1$s, uid: uid-%1$s, labels: {zone: z%2$d}, resourceVersion: \"%3$d\"}}"
                        .formatted(name, zone, ++version),
                Node.class);
    }

    private NodeConfig config(String name, boolean runs) {
        NodeConfig config = Serialization.unmarshal(
                """
                ---
                {apiVersion: vrrp.dev/v1alpha1, kind: NodeConfig, metadata: {name: %1$s, generation: %2$d, resourceVersion: "%2$d"},
                 status: {observedGeneration: %2$d, agent: {version: "1", startTime: "2026-01-01T00:00:00Z"},
                 interfaces: [{name: eth0, index: 2, up: true, addresses: [192.168.1.%3$d/24]}],
                 conditions: [{type: Ready, status: "%4$s", reason: Running, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}]}}
                """.formatted(name, ++version, 10 + NODES.indexOf(name), runs ? "True" : "False"), NodeConfig.class);
        NodeConfigSpec decided = plan.nodes().get(name);
        if (decided != null) {
            config.setSpec(decided);
        }
        return config;
    }
}
