package dev.vrrp.e2e.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.e2e.lab.GroupWatch;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a cluster administrator does, in the order in which it is done. */
@Tag("kubelets")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HelmInstallTest {
    @RegisterExtension
    static final KubeletClusterExtension LAB = new KubeletClusterExtension();

    private static final String ADDRESS = "192.168.1.120";
    private static final Duration INSTALL_BOUND = Duration.ofSeconds(60);
    private static final Duration CONVERGENCE = Duration.ofSeconds(20);

    @Test
    @Order(1)
    void anAddressAnswersWithinAMinuteOfTheInstallation() {
        KubeletCluster cluster = LAB.cluster();
        GroupWatch watch = GroupWatch.start(cluster.lab(), ADDRESS);
        Instant begun = Instant.now();
        cluster.helm()
                .output(
                        "install",
                        "vrrp-operator",
                        cluster.chart().toString(),
                        "--namespace=vrrp-system",
                        "--create-namespace",
                        "--wait",
                        "--timeout=120s");
        Duration installed = Duration.between(begun, Instant.now());
        cluster.kubectl()
                .output(
                        "apply",
                        "-f",
                        cluster.checkout()
                                .file("deploy/examples/virtualip.yaml")
                                .toString());
        cluster.kubectl().output("wait", "--for=condition=Ready", "virtualip/ingress", "--timeout=50s");
        Duration ready = Duration.between(begun, Instant.now());
        String master = watch.awaitMaster(CONVERGENCE);
        System.out.printf(
                "helm install took %.1f s, the address was Ready after %.1f s; %s is Master%n",
                installed.toMillis() / 1e3, ready.toMillis() / 1e3, master);
        assertThat(ready).isLessThan(INSTALL_BOUND);
    }
}
