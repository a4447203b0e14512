package dev.vrrp.agent;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.agent.runtime.AgentConfiguration.Group;
import dev.vrrp.agent.runtime.ForeignRouter;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.RouterReport;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The whole agent in a network namespace, and what it reports. */
final class RunningAgent implements ReportListener, AutoCloseable {
    /** Of a test in which nothing is to move by itself: three of them may pass without a word. */
    static final Duration CALM = Duration.ofSeconds(2);

    private static final Duration BOUND = Duration.ofSeconds(20);

    private final NodeAgent agent;
    private final AtomicInteger generation = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final Queue<Long> lateness = new ConcurrentLinkedQueue<>();
    private volatile List<ForeignRouter> foreign = List.of();
    private volatile NodeReport report = new NodeReport(0, List.of(), List.of());

    private RunningAgent(NetworkNamespace node) {
        agent = node.run(() -> KernelPorts.nodeAgent(this));
        node.run(() -> {
            agent.start();
            return agent;
        });
    }

    static RunningAgent in(NetworkNamespace node) {
        return new RunningAgent(node);
    }

    /** Each router is a group of its own. */
    RunningAgent configure(VirtualRouterConfig... routers) {
        agent.configure(new AgentConfiguration(
                generation.incrementAndGet(),
                Stream.of(routers)
                        .map(router -> new Group(router.name(), List.of(router)))
                        .toList()));
        return this;
    }

    /**
     * Makes a virtual router Master soon, and then one with an interval of {@link #CALM}: it stays Master, and is not taken for gone,
     * where this process does not run for a while.
     */
    void becomeCalmMaster(ConfigBuilder router) {
        configure(router.interval(Duration.ofMillis(100)).build());
        await(State.MASTER);
        configure(router.interval(CALM).build());
        awaitInForce();
    }

    /** Waits until what was configured last is in force, and the virtual router is Master. */
    void awaitInForce() {
        org.awaitility.Awaitility.await("generation " + generation + " in force")
                .atMost(BOUND)
                .until(() -> {
                    NodeReport present = report;
                    return present.generation() == generation.get()
                            && present.routers().stream()
                                    .map(RouterReport::state)
                                    .toList()
                                    .equals(List.of(State.MASTER));
                });
    }

    NodeAgent agent() {
        return agent;
    }

    NodeReport report() {
        return report;
    }

    /** How many changes of state there have been. */
    int changes() {
        return changes.get();
    }

    /** By how many nanoseconds each deadline was missed. */
    Queue<Long> lateness() {
        return lateness;
    }

    List<ForeignRouter> foreign() {
        return foreign;
    }

    /** The only one. */
    RouterReport router() {
        return report.routers().getFirst();
    }

    void await(State state) {
        org.awaitility.Awaitility.await("state " + state)
                .atMost(BOUND)
                .until(() -> report.routers().size() == 1 && router().state() == state);
    }

    /** Waits for Fault with this fault alone. */
    void awaitFault(String fault) {
        org.awaitility.Awaitility.await("the fault \"" + fault + "\"")
                .atMost(BOUND)
                .until(() -> report.routers().size() == 1
                        && router().state() == State.FAULT
                        && router().faults().equals(List.of(fault)));
    }

    @Override
    public void reported(NodeReport latest) {
        report = latest;
    }

    @Override
    public void changed(RouterReport router, RouterReport.Change change) {
        changes.incrementAndGet();
    }

    @Override
    public void deadlineMet(long lateNanos) {
        lateness.add(lateNanos);
    }

    @Override
    public void foreignRoutersChanged(List<ForeignRouter> routers) {
        foreign = routers;
    }

    @Override
    public void close() {
        agent.stop();
    }
}
