package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan costs, in CPU time: from nothing, from what is in force, and after one change. Arguments: VIRTUAL_IPS NODES SEGMENTS. */
public final class PlanBenchmark {
    /** A plan is made by one thread; its own time is the same whatever else runs on the machine. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final int RUNS = 9;

    private PlanBenchmark() {}

    public static void main(String[] arguments) {
        int[] sizes = arguments.length == 3
                ? Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray()
                : new int[0];
        if (sizes.length == 3) {
            measure(sizes[0], sizes[1], sizes[2]);
            return;
        }
        System.out.println("VirtualIPs  nodes  segments  from nothing (ms)  in force (ms)  after one change (ms)");
        measure(1_000, 100, 5);
        measure(3_000, 300, 15);
        measure(10_000, 1_000, 50);
    }

    private static void measure(int virtualIPs, int nodes, int segments) {
        NodeConfigSpec nothing = new NodeConfigSpec(List.of(), List.of());
        List<ObservedNode> observed = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            observed.add(node("node-" + i, i % segments, 1 + i / segments, nothing));
        }
        List<DeclaredVirtualIP> declared = new ArrayList<>();
        for (int i = 0; i < virtualIPs; i++) {
            declared.add(virtualIP("vip-" + i, i, i % segments, 30 + i / segments, null));
        }
        ClusterSnapshot fresh = snapshot(declared, observed);
        double fromNothing = median(() -> ClusterPlanner.plan(fresh));
        Plan plan = ClusterPlanner.plan(fresh);

        List<ObservedNode> running = new ArrayList<>();
        for (ObservedNode node : observed) {
            running.add(new ObservedNode(
                    node.name(),
                    node.labels(),
                    node.standing(),
                    true,
                    node.interfaces(),
                    List.of(),
                    plan.nodes().getOrDefault(node.name(), nothing)));
        }
        ClusterSnapshot settled = snapshot(declared, running);
        double inForce = median(() -> ClusterPlanner.plan(settled));
        List<DeclaredVirtualIP> edited = new ArrayList<>(declared);
        edited.set(
                virtualIPs / 2,
                virtualIP("vip-" + virtualIPs / 2, virtualIPs / 2, virtualIPs / 2 % segments, 250, null));
        ClusterSnapshot changed = snapshot(edited, running);
        double afterChange = median(() -> ClusterPlanner.plan(changed));
        System.out.printf(
                "%10d  %5d  %8d  %17.1f  %13.1f  %21.1f%n",
                virtualIPs, nodes, segments, fromNothing, inForce, afterChange);
    }

    private static ClusterSnapshot snapshot(List<DeclaredVirtualIP> virtualIPs, List<ObservedNode> nodes) {
        return new ClusterSnapshot("vrrp-system", Set.of(), virtualIPs, List.of(), nodes, List.of());
    }

    private static ObservedNode node(String name, int segment, int host, NodeConfigSpec inForce) {
        return new ObservedNode(
                name,
                Map.of("kubernetes.io/hostname", name),
                Standing.Serving,
                true,
                List.of(Cluster.link("eth0", 2, "10." + segment + ".0." + host + "/16")),
                List.of(),
                inForce);
    }

    private static DeclaredVirtualIP virtualIP(
            String name, int created, int segment, int host, @Nullable Integer vrid) {
        return new DeclaredVirtualIP(
                name,
                1,
                Instant.EPOCH.plusSeconds(created),
                Specs.addresses("10." + segment + ".1." + host).build(),
                vrid,
                Set.of());
    }

    private static double median(Runnable plan) {
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long startNanos = CPU.getCurrentThreadCpuTime();
            plan.run();
            millis[i] = (CPU.getCurrentThreadCpuTime() - startNanos) / 1e6;
        }
        Arrays.sort(millis);
        return millis[RUNS / 2];
    }
}
