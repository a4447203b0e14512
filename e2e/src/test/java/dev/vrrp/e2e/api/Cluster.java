package dev.vrrp.e2e.api;

import dev.vrrp.e2e.cluster.Checkout;
import dev.vrrp.e2e.cluster.ClusterNode;
import dev.vrrp.e2e.cluster.ControlPlane;
import dev.vrrp.e2e.cluster.Kubectl;
import dev.vrrp.e2e.cluster.ServiceAccounts;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.product.Installation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A control plane with the product installed and two nodes; one for all tests that take it as a parameter, ended after the
 * last of them.
 *
 * @param admin kubectl of the administrator
 * @param operator kubectl with the token of the operator
 * @param agentA kubectl with the token of the agent on server-a
 * @param agentB kubectl with the token of the agent on server-b
 * @param agentOfNoNode kubectl with a token of the agents' account that is bound to nothing
 */
record Cluster(Lab lab, Kubectl admin, Kubectl operator, Kubectl agentA, Kubectl agentB, Kubectl agentOfNoNode)
        implements AutoCloseable {
    static final String NODE_A = "server-a";
    static final String NODE_B = "server-b";

    private static Cluster start() {
        Lab lab = Lab.create();
        try {
            ControlPlane controlPlane = ControlPlane.start(lab, Checkout.find());
            Installation.install(controlPlane, Checkout.find(), lab.directory());
            Kubectl admin = controlPlane.kubectl();
            ClusterNode.register(admin, List.of(NODE_A, NODE_B), Map.of());
            ServiceAccounts accounts = new ServiceAccounts(controlPlane, lab.directory());
            return new Cluster(
                    lab,
                    admin,
                    admin.as(accounts.kubeconfig(Installation.OPERATOR_ACCOUNT)),
                    admin.as(accounts.kubeconfig(Installation.AGENT_ACCOUNT, NODE_A)),
                    admin.as(accounts.kubeconfig(Installation.AGENT_ACCOUNT, NODE_B)),
                    admin.as(accounts.kubeconfig(Installation.AGENT_ACCOUNT)));
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    @Override
    public void close() {
        lab.close();
    }

    /** Hands the one cluster to tests; where it did not start, it says so to each of them and does not try again. */
    static final class Shared implements ParameterResolver {
        private record Attempt(Optional<Cluster> cluster, Optional<RuntimeException> failure) implements AutoCloseable {
            static Attempt make() {
                try {
                    return new Attempt(Optional.of(start()), Optional.empty());
                } catch (RuntimeException e) {
                    return new Attempt(Optional.empty(), Optional.of(e));
                }
            }

            @Override
            public void close() {
                cluster.ifPresent(Cluster::close);
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Cluster.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            Attempt attempt = test.getRoot()
                    .getStore(ExtensionContext.Namespace.create(Cluster.class))
                    .computeIfAbsent(Attempt.class, key -> Attempt.make(), Attempt.class);
            return attempt.cluster()
                    .orElseThrow(() -> new IllegalStateException(
                            "the cluster did not start", attempt.failure().orElseThrow()));
        }
    }
}
