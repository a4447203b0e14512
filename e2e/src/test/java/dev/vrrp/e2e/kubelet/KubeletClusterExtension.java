package dev.vrrp.e2e.kubelet;

import dev.vrrp.e2e.lab.GroupWatch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** One cluster for the tests of a class; a test that fails prints what can be seen in it. */
final class KubeletClusterExtension implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {
    private @Nullable KubeletCluster cluster;
    private @Nullable GroupWatch watch;

    KubeletCluster cluster() {
        return Optional.ofNullable(cluster).orElseThrow(() -> new IllegalStateException("no test of the class runs"));
    }

    /** Watches an address from the first call on, until the cluster is closed. */
    GroupWatch watch(String address) {
        if (watch == null) {
            watch = GroupWatch.start(cluster().lab(), address);
        }
        return watch;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = KubeletCluster.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        System.out.println("=== " + context.getDisplayName() + " failed: " + failure.getMessage() + "\n"
                + cluster().diagnosis() + "=== end of " + context.getDisplayName());
        throw failure;
    }
}
