package dev.vrrp.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.e2e.cluster.Kubectl;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the tokens of the agents and of the operator allow: these verbs on these resources, and no others. */
@ExtendWith(Cluster.Shared.class)
class PermissionsTest {
    /** What every ServiceAccount may do, ours among them: ask who it is and what it may. */
    static final List<String> OF_EVERYBODY = List.of(
            "selfsubjectreviews.", "selfsubjectaccessreviews.", "selfsubjectrulesreviews.", "clustertrustbundles.");

    private final Cluster cluster;

    PermissionsTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void anAgentMayWriteStatusAndItsHeartbeatAndReadWhatItRuns() {
        Kubectl agent = cluster.agentA();

        assertThat(rules(agent, "kube-public"))
                .containsExactly(
                        "nodeconfigs.vrrp.dev list",
                        "nodeconfigs.vrrp.dev watch",
                        "nodeconfigs.vrrp.dev/status patch",
                        "virtualips.vrrp.dev get",
                        "virtualips.vrrp.dev/status patch");
        assertThat(without(rules(agent, "vrrp-system"), rules(agent, "kube-public")))
                .containsExactly(
                        "leases.coordination.k8s.io create", "leases.coordination.k8s.io patch", "secrets get");
        assertThat(without(rules(agent, "default"), rules(agent, "kube-public")))
                .containsExactly("events.events.k8s.io create", "events.events.k8s.io patch");
    }

    @Test
    void theOperatorMayWritePlansAndStatusAndReadTheRest() {
        Kubectl operator = cluster.operator();

        assertThat(rules(operator, "kube-public"))
                .containsExactly(
                        "nodeconfigs.vrrp.dev create",
                        "nodeconfigs.vrrp.dev list",
                        "nodeconfigs.vrrp.dev patch",
                        "nodeconfigs.vrrp.dev watch",
                        "nodes list",
                        "nodes watch",
                        "syncgroups.vrrp.dev list",
                        "syncgroups.vrrp.dev watch",
                        "syncgroups.vrrp.dev/status patch",
                        "virtualips.vrrp.dev list",
                        "virtualips.vrrp.dev watch",
                        "virtualips.vrrp.dev/status patch");
        assertThat(without(rules(operator, "vrrp-system"), rules(operator, "kube-public")))
                .containsExactly(
                        "leases.coordination.k8s.io create",
                        "leases.coordination.k8s.io get",
                        "leases.coordination.k8s.io list",
                        "leases.coordination.k8s.io patch",
                        "leases.coordination.k8s.io watch",
                        "secrets list",
                        "secrets watch");
        for (String verb : List.of("create", "get", "patch")) {
            assertThat(operator.run("auth", "can-i", verb, "lease/vrrp-agent-server-a", "--namespace=vrrp-system")
                            .output()
                            .strip())
                    .as(verb + " the Lease of an agent")
                    .isEqualTo("no");
        }
        assertThat(without(rules(operator, "default"), rules(operator, "kube-public")))
                .containsExactly("events.events.k8s.io create");
    }

    /** "resource verb" for each that the bearer may use in {@code namespace} or anywhere. */
    static Set<String> rules(Kubectl who, String namespace) {
        Set<String> rules = new TreeSet<>();
        who.output("auth", "can-i", "--list", "--no-headers", "--namespace=" + namespace)
                .lines()
                .map(line -> line.split("\\s+(?=\\[)", 2))
                .filter(columns -> !columns[0].isBlank() && columns.length == 2)
                .filter(columns -> OF_EVERYBODY.stream().noneMatch(columns[0]::startsWith))
                .forEach(columns -> {
                    String verbs = columns[1].substring(columns[1].lastIndexOf('[') + 1, columns[1].lastIndexOf(']'));
                    for (String verb : verbs.split(" ", -1)) {
                        rules.add(columns[0] + " " + verb);
                    }
                });
        return rules;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
