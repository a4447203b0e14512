package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a plan costs, in CPU time: from nothing, after a restart with all in force, and after one change until the plan stands by
 * itself. Arguments: VIRTUAL_IPS NODES SEGMENTS.
 */
public final class PlanBenchmark {
    /** A plan is made by one thread; its own time is the same whatever else runs on the machine. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final int RUNS = 9;
    private static final int CHANGES = 400;

    private final List<DeclaredVirtualIP> virtualIPs = new ArrayList<>();
    private final List<ObservedNode> nodes = new ArrayList<>();
    private final int segments;
    private IncrementalPlanner planner = new IncrementalPlanner();

    private PlanBenchmark(int virtualIPs, int nodes, int segments) {
        this.segments = segments;
        for (int i = 0; i < nodes; i++) {
            this.nodes.add(node("node-" + i, i % segments, 1 + i / segments));
        }
        for (int i = 0; i < virtualIPs; i++) {
            this.virtualIPs.add(virtualIP(i, 30 + i / segments));
        }
    }

    public static void main(String[] arguments) {
        int[] sizes = arguments.length == 3
                ? Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray()
                : new int[0];
        System.out.println("CPU time in ms, median; (highest of " + CHANGES / 2 + ")");
        System.out.println("VirtualIPs  nodes  segments  from nothing  restart  VirtualIP edited"
                + "  … until the plan stands  node excluded or back, until it stands");
        if (sizes.length == 3) {
            new PlanBenchmark(sizes[0], sizes[1], sizes[2]).measure();
            return;
        }
        new PlanBenchmark(1_000, 100, 5).measure();
        new PlanBenchmark(3_000, 300, 15).measure();
        new PlanBenchmark(10_000, 1_000, 50).measure();
    }

    private void measure() {
        double fromNothing = median(sorted(RUNS, _ -> {}, this::planAnew));
        settle();
        double restart = median(sorted(RUNS, _ -> {}, this::planAnew));
        takeOver();
        double[] planned = sorted(
                CHANGES,
                number -> {
                    settle();
                    edit(number);
                },
                () -> {
                    Plan _ = planner.plan(snapshot());
                });
        settle();
        double[] edited = sorted(CHANGES, this::edit, this::settle);
        double[] moved = sorted(CHANGES, this::excludeOrTakeBack, this::settle);
        System.out.printf(
                "%10d  %5d  %8d  %12.1f  %7.1f  %16s  %23s  %s%n",
                virtualIPs.size(),
                nodes.size(),
                segments,
                fromNothing,
                restart,
                inWords(planned),
                inWords(edited),
                inWords(moved));
    }

    private static String inWords(double[] sorted) {
        return "%.2f (%.2f)".formatted(median(sorted), sorted[sorted.length - 1]);
    }

    private interface Change {
        void make(int number);
    }

    /** Gives a VirtualIP another address, or its own again. */
    private void edit(int number) {
        int which = number * 7 % virtualIPs.size();
        DeclaredVirtualIP own = virtualIP(which, 30 + which / segments);
        virtualIPs.set(which, virtualIPs.get(which).equals(own) ? virtualIP(which, 20_030 + which / segments) : own);
    }

    private void excludeOrTakeBack(int number) {
        int which = number / 2 * 7 % nodes.size();
        ObservedNode node = nodes.get(which);
        nodes.set(which, with(node, number % 2 == 0 ? Standing.Excluded : Standing.Serving, node.inForce()));
    }

    /** As the operator's loop does: what a plan decides is in force for the next one, until nothing changes any more. */
    private void settle() {
        Plan plan = planner.plan(snapshot());
        while (true) {
            for (int i = 0; i < nodes.size(); i++) {
                ObservedNode node = nodes.get(i);
                NodeConfigSpec decided = Objects.requireNonNull(plan.nodes().get(node.name()));
                if (!node.inForce().equals(decided)) {
                    nodes.set(i, with(node, node.standing(), decided));
                }
            }
            Plan next = planner.plan(snapshot());
            if (next.equals(plan)) {
                return;
            }
            plan = next;
        }
    }

    /** Puts the very objects of the plan into force: after a restart they are equal to others, which takes long to find out. */
    private void takeOver() {
        Plan plan = planner.plan(snapshot());
        nodes.replaceAll(node ->
                with(node, node.standing(), Objects.requireNonNull(plan.nodes().get(node.name()))));
        settle();
    }

    private void planAnew() {
        planner = new IncrementalPlanner();
        Plan _ = planner.plan(snapshot());
    }

    private ClusterSnapshot snapshot() {
        return new ClusterSnapshot("vrrp-system", Set.of(), virtualIPs, List.of(), nodes, List.of());
    }

    private static ObservedNode node(String name, int segment, int host) {
        return new ObservedNode(
                name,
                Map.of("kubernetes.io/hostname", name),
                Standing.Serving,
                true,
                List.of(Cluster.link("eth0", 2, "10." + segment + ".0." + host + "/16")),
                List.of(),
                ClusterPlanner.NOTHING);
    }

    private static ObservedNode with(ObservedNode node, Standing standing, NodeConfigSpec inForce) {
        return new ObservedNode(
                node.name(), node.labels(), standing, true, node.interfaces(), node.foreignRouters(), inForce);
    }

    private DeclaredVirtualIP virtualIP(int number, int host) {
        return new DeclaredVirtualIP(
                "vip-" + number,
                1,
                Instant.EPOCH.plusSeconds(number),
                Specs.addresses("10." + number % segments + "." + (1 + host / 250) + "." + (1 + host % 250))
                        .build(),
                null,
                Set.of());
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    /** The times of the later half of the runs: the first ones warm up. */
    private static double[] sorted(int runs, Change change, Runnable measured) {
        double[] millis = new double[runs];
        for (int i = 0; i < runs; i++) {
            change.make(i);
            long startNanos = CPU.getCurrentThreadCpuTime();
            measured.run();
            millis[i] = (CPU.getCurrentThreadCpuTime() - startNanos) / 1e6;
        }
        double[] later = Arrays.copyOfRange(millis, runs / 2, runs);
        Arrays.sort(later);
        return later;
    }
}
