package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.cluster.ServiceAccounts;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.product.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator whose cluster is not prepared for it says what is missing, and ends. */
class OperatorStartTest {
    private static final Checkout CHECKOUT = Checkout.find();

    /** Exit code of an operator whose cluster lacks something. */
    private static final int INCOMPLETE = 3;

    private Lab lab;
    private ControlPlane controlPlane;
    private Kubectl kubectl;

    @BeforeEach
    void startAnEmptyCluster() {
        lab = Lab.create();
        controlPlane = ControlPlane.start(lab, CHECKOUT);
        kubectl = controlPlane.kubectl();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void itSaysWhatIsMissing() throws IOException {
        OperatorProcess tooEarly = start("too-early", kubectl.kubeconfig());
        assertThat(tooEarly.awaitEnd()).isEqualTo(INCOMPLETE);
        assertThat(Files.readString(tooEarly.log()))
                .contains(
                        "custom resource definition virtualips.vrrp.dev",
                        "custom resource definition syncgroups.vrrp.dev",
                        "custom resource definition nodeconfigs.vrrp.dev",
                        "kubectl apply -k deploy");

        applyDefinitions();
        kubectl.output(
                "patch",
                "crd",
                "virtualips.vrrp.dev",
                "--type=json",
                "--patch=[{\"op\": \"remove\", \"path\": \"/spec/versions/0/schema/openAPIV3Schema/properties/spec/"
                        + "properties/preempt\"}]");
        kubectl.output("apply", "-f", CHECKOUT.file("deploy/namespace.yaml").toString());
        kubectl.output("create", "serviceaccount", "stranger", "--namespace=vrrp-system");

        OperatorProcess beforeUpgrade = start("before-upgrade", kubectl.kubeconfig());
        OperatorProcess stranger =
                start("stranger", new ServiceAccounts(controlPlane, lab.directory()).kubeconfig("stranger"));

        assertThat(beforeUpgrade.awaitEnd()).isEqualTo(INCOMPLETE);
        assertThat(Files.readString(beforeUpgrade.log())).contains("field spec.preempt of virtualips.vrrp.dev");
        assertThat(stranger.awaitEnd()).isEqualTo(INCOMPLETE);
        assertThat(Files.readString(stranger.log()))
                .contains(
                        "right to patch virtualips/status.vrrp.dev",
                        "right to watch secrets in namespace vrrp-system",
                        "right to create leases.coordination.k8s.io vrrp-operator in namespace vrrp-system");
    }

    private void applyDefinitions() {
        for (List<String> command : List.of(
                List.of("apply", "-f"), List.of("wait", "--for=condition=Established", "--timeout=30s", "-f"))) {
            String[] arguments = command.toArray(new String[command.size() + 1]);
            arguments[command.size()] = CHECKOUT.file("deploy/crds").toString();
            kubectl.output(arguments);
        }
    }

    private OperatorProcess start(String name, Path kubeconfig) {
        OperatorProcess operator = new OperatorProcess(
                lab, name, CHECKOUT.jar("operator"), List.of("--kubeconfig", kubeconfig.toString()));
        operator.start();
        return operator;
    }
}
