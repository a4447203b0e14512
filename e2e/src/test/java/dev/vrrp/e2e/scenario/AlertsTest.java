package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Command;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.product.OperatorProcess;
import dev.vrrp.e2e.product.Reported;
import dev.vrrp.e2e.product.ReportedCondition;
import dev.vrrp.e2e.product.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every alert of the chart fires on what the operator and the agents tell in a cluster that has the trouble, and on nothing else. */
class AlertsTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofTwoNodesBesideAnother();

    private static final int PORT = 8080;
    private static final String FILES = "charts/vrrp-operator/files/";

    /** How long each state lasts for Prometheus; longer than it takes any alert to fire. */
    private static final int MINUTES = 20;

    /** keepalived becomes Master after 3.4 s, an agent that is killed is silent after 10 s. */
    private static final Duration TROUBLE = Duration.ofSeconds(20).plus(Bounds.REPORT);

    /** What the lab's kernel and LAN would have to be broken for, or what takes long. */
    private static final Set<String> COUNTED_UP =
            Set.of("vrrp_agent_lease_failures_total", "vrrp_agent_transitions_total");

    @Test
    void eachFiresOnItsTrouble() throws IOException {
        Testbed testbed = LAB.testbed();
        Scrapes scrapes = new Scrapes();
        OperatorProcess operator = testbed.operator("operator-with-metrics", "--http", "127.0.0.1:" + PORT);
        operator.start();
        testbed.operator().terminate();
        testbed.kubectl().apply(virtualIP("web", "192.168.1.120/24", 51)).orThrow();
        awaitCondition("web", "Redundant", "True");
        await("the replica with metrics leads, and knows of no trouble")
                .atMost(TROUBLE)
                .until(() -> {
                    String metrics = operator.ask(PORT, "/metrics");
                    return metrics.contains("vrrp_operator_leader 1.0")
                            && !metrics.contains("unmet_condition_seconds{");
                });
        scrapes.remained(MINUTES, answers(operator), Set.of());

        Stranger stranger =
                Stranger.start(testbed.lab().node(NodePlan.C), testbed.lab().directory(), "version 2\nadvert_int 1");
        try {
            testbed.agent(testbed.lab().node(NodePlan.B).name()).kill();
            testbed.kubectl().apply(virtualIP("nowhere", "10.99.0.1/24", 52)).orThrow();
            awaitCondition("nowhere", "Ready", "False");
            awaitCondition("web", "Redundant", "False");
            awaitCondition("web", "SplitBrain", "True");
            await("the agent of server-b is silent").atMost(TROUBLE).until(() -> operator.ask(PORT, "/metrics")
                    .contains("agent_silent_seconds{node=\"server-b\"}"));
            scrapes.remained(MINUTES, answers(operator), COUNTED_UP);
        } finally {
            stranger.stop();
        }
        scrapes.remained(MINUTES, Map.of(), Set.of());

        evaluate(
                scrapes,
                Map.of(
                        1,
                        List.of(),
                        2,
                        List.of(
                                "alertname=\"VRRPAgentMissing\", node=\"server-b\"",
                                "alertname=\"VRRPFlapping\", virtual_router=\"web-ipv4\"",
                                "alertname=\"VRRPLeaseRefreshFailing\", virtual_router=\"web-ipv4\"",
                                "alertname=\"VRRPNoMaster\", virtualip=\"nowhere\"",
                                "alertname=\"VRRPNotRedundant\", virtualip=\"nowhere\"",
                                "alertname=\"VRRPNotRedundant\", virtualip=\"web\"",
                                "alertname=\"VRRPSplitBrain\", virtualip=\"web\""),
                        3,
                        List.of("alertname=\"VRRPOperatorMissing\"")));
        assertThat(scrapes.names())
                .as("what the alerts and the dashboard ask for")
                .containsAll(metrics("alerts.yaml"))
                .containsAll(metrics("dashboard.json"));
    }

    private static Map<String, String> answers(OperatorProcess operator) {
        Map<String, String> answers = LAB.testbed().agents().stream()
                .collect(Collectors.toMap(agent -> agent.node().name(), agent -> agent.ask("/metrics")));
        answers.put("operator", operator.ask(PORT, "/metrics"));
        return answers;
    }

    /** Has promtool compare which alerts fire, and of whom, at the end of each state. */
    private static void evaluate(Scrapes scrapes, Map<Integer, List<String>> expected) throws IOException {
        StringBuilder test = new StringBuilder("""
                rule_files: [%s]
                evaluation_interval: 1m
                tests:
                - interval: 1m
                  input_series:
                %s
                  promql_expr_test:
                """.formatted(
                        LAB.testbed().checkout().file(FILES + "alerts.yaml"),
                        scrapes.inputSeries().stripTrailing()));
        expected.forEach((state, alerts) -> {
            test.append("""
                      - expr: group by (alertname, virtualip, virtual_router, node) (ALERTS{alertstate="firing"})
                        eval_time: %dm
                        exp_samples:%s
                    """.formatted(state * MINUTES - 1, alerts.isEmpty() ? " []" : ""));
            alerts.forEach(alert -> test.append("    - {labels: '{%s}', value: 1}\n".formatted(alert)));
        });
        Path file = Files.writeString(LAB.testbed().lab().directory().resolve("alerts-test.yaml"), test);
        Command.run(LAB.testbed().checkout().promtool().toString(), "test", "rules", file.toString());
    }

    private static Set<String> metrics(String file) throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher name = Pattern.compile("vrrp_(operator|agent)_\\w+")
                .matcher(Files.readString(LAB.testbed().checkout().file(FILES + file)));
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }

    private static String virtualIP(String name, String address, int vrid) {
        return "{apiVersion: vrrp.dev/v1alpha1, kind: VirtualIP, metadata: {name: %s}, spec: {addresses: [%s], vrid: %d}}"
                .formatted(name, address, vrid);
    }

    private static void awaitCondition(String virtualIP, String type, String status) {
        await(type + " of " + virtualIP + " is " + status)
                .atMost(TROUBLE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> new Reported(LAB.testbed().kubectl())
                        .condition("virtualip", virtualIP, type)
                        .map(ReportedCondition::status)
                        .equals(Optional.of(status)));
    }
}
