package dev.vrrp.e2e.scenario;

import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.product.Reported;
import dev.vrrp.e2e.product.Testbed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** One testbed for the tests of a class; a test that fails prints what can be seen in it. */
final class TestbedExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private final List<NodePlan> nodes;
    private final List<NodePlan> clusterNodes;
    private @Nullable Testbed testbed;

    private TestbedExtension(List<NodePlan> nodes, List<NodePlan> clusterNodes) {
        this.nodes = List.copyOf(nodes);
        this.clusterNodes = List.copyOf(clusterNodes);
    }

    /** Servers A, B and C, all in the cluster. */
    static TestbedExtension ofThreeNodes() {
        return new TestbedExtension(NodePlan.ALL, NodePlan.ALL);
    }

    /** Servers A, B and C, of which C is not in the cluster. */
    static TestbedExtension ofTwoNodesBesideAnother() {
        return new TestbedExtension(NodePlan.ALL, List.of(NodePlan.A, NodePlan.B));
    }

    /** Servers A and B, of which only A is in the cluster. */
    static TestbedExtension ofOneNodeBesideAnother() {
        return new TestbedExtension(List.of(NodePlan.A, NodePlan.B), List.of(NodePlan.A));
    }

    Testbed testbed() {
        return Optional.ofNullable(testbed).orElseThrow(() -> new IllegalStateException("no test of the class runs"));
    }

    /** Waits until the best ranked node is Master of {@code virtualIP}, so that nobody preempts it later. */
    void awaitBestRanked(String virtualIP) {
        Reported reported = new Reported(testbed().kubectl());
        Awaitility.await("the best ranked node is Master of " + virtualIP)
                .atMost(Bounds.CONVERGENCE)
                .until(() -> reported.masterPriority(virtualIP).equals(OptionalInt.of(Bounds.BEST_RANKED)));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        testbed = Testbed.start(nodes, clusterNodes);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (testbed != null) {
            System.out.println(context.getDisplayName() + ", warnings and errors in the logs:\n" + testbed.warnings());
            testbed.close();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        explain(context, failure);
        throw failure;
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        explain(context, failure);
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        explain(context, failure);
        throw failure;
    }

    private void explain(ExtensionContext context, Throwable failure) {
        if (testbed != null) {
            System.out.println("=== " + context.getDisplayName() + " failed: " + failure.getMessage() + "\n"
                    + testbed.diagnosis() + "=== end of " + context.getDisplayName());
        }
    }
}
