package dev.vrrp.operator.plan;

import static dev.vrrp.operator.plan.Cluster.outcome;
import static dev.vrrp.operator.plan.Cluster.routers;
import static dev.vrrp.operator.plan.Specs.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Authentication.SecretReference;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PasswordSecretsTest {
    private final Cluster cluster =
            new Cluster().nodes("a").virtualIP("vip", addresses("192.168.1.101").password("web", "password"));

    @Test
    void theSecretIsMissing() {
        assertThat(refusal())
                .isEqualTo(new Refused(
                        Reason.SecretNotFound,
                        "spec.authentication.secretRef: Secret \"web\" does not exist in namespace vrrp-system: create it with"
                                + " kubectl -n vrrp-system create secret generic web --from-literal=password=…"));
    }

    @Test
    void theKeyIsMissing() {
        cluster.secret("web", "pass", 4);

        assertThat(refusal().reason()).isEqualTo(Reason.SecretKeyNotFound);
        assertThat(refusal().message())
                .startsWith(
                        "spec.authentication.secretRef: Secret \"web\" in namespace vrrp-system has no key \"password\"")
                .endsWith("kubectl -n vrrp-system create secret generic web --from-literal=password=…");
    }

    @Test
    void thePasswordIsEmptyOrTooLong() {
        assertThat(cluster.secret("web", "password", 0).plan()).isNotNull();
        assertThat(refusal().reason()).isEqualTo(Reason.PasswordInvalid);

        cluster.secret("web", "password", 9);
        assertThat(refusal().message())
                .startsWith(
                        "spec.authentication.secretRef: key \"password\" of Secret \"web\" in namespace vrrp-system holds 9"
                                + " bytes, and a password has 1 to 8");
    }

    @Test
    void theNodeConfigNamesTheSecretAndItsVersion() {
        Plan plan = cluster.secret("web", "password", 8).plan();

        VirtualRouter router =
                Objects.requireNonNull(routers(plan, "vip").get("a")).getFirst();
        assertThat(Objects.requireNonNull(router.authentication()).secretRef())
                .isEqualTo(new SecretReference("web", "password", "7"));
    }

    @Test
    void aSecretThatIsDeletedLeavesInForceWhatRan() {
        Plan before = cluster.secret("web", "password", 8).apply();

        Plan plan = new Cluster()
                .put(cluster.node("a"))
                .virtualIP("vip", addresses("192.168.1.101").password("web", "password"))
                .plan();

        assertThat(outcome(plan, "vip").verdict()).isInstanceOf(Refused.class);
        assertThat(plan.nodes()).isEqualTo(before.nodes());
    }

    private Refused refusal() {
        return (Refused) outcome(cluster.plan(), "vip").verdict();
    }
}
