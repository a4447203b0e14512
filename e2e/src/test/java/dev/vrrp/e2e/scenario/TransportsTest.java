package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Takeover;
import dev.vrrp.e2e.peer.Keepalived;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.State;
import dev.vrrp.e2e.product.Agent;
import dev.vrrp.e2e.product.Reported;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One VirtualIP with addresses of both families on server A, and keepalived outside of the cluster on server B. */
class BothFamiliesTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofOneNodeBesideAnother();

    private static final int AGENT = 150;

    /** Two VirtualIPs that differ in how their routers speak, and so in all else. */
    enum Spoken {
        MULTICAST("dual", "Multicast", 60, "192.168.1.130", "2001:db8:1::130"),
        UNICAST("told", "Unicast", 61, "192.168.1.131", "2001:db8:1::131");

        private final String virtualIP;
        private final String transport;
        private final int virtualRouterId;
        private final String ipv4;
        private final String ipv6;

        Spoken(String virtualIP, String transport, int virtualRouterId, String ipv4, String ipv6) {
            this.virtualIP = virtualIP;
            this.transport = transport;
            this.virtualRouterId = virtualRouterId;
            this.ipv4 = ipv4;
            this.ipv6 = ipv6;
        }

        private String linkLocal() {
            return "fe80::200:5eff:fe00:2%02x".formatted(virtualRouterId);
        }
    }

    @ParameterizedTest
    @EnumSource
    void moveAsOneBetweenTheClusterAndKeepalived(Spoken spoken) {
        Lab lab = LAB.testbed().lab();
        Node outside = lab.node(NodePlan.B);
        GroupWatch watch = GroupWatch.start(lab, spoken.ipv4, spoken.ipv6);
        await("both servers know their link-local addresses")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> lab.nodes().stream().allMatch(node -> node.hasLinkLocalAddress(Card.FIRST)));
        outside.answersArpFromTheRightCard();
        apply(spoken, outside);
        assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-a");
        assertThat(LAB.testbed()
                        .kubectl()
                        .output("wait", "--for=condition=Ready", "vip/" + spoken.virtualIP, "--timeout=10s"))
                .contains("condition met");

        Agent agent = LAB.testbed().agent("server-a");
        Keepalived keepalived = new Keepalived(outside, lab.directory().resolve(spoken.virtualIP));
        List<RouterPlan> worse = plans(spoken, agent.node(), AGENT - 50);
        keepalived.start(worse);
        await("keepalived hears both families").atMost(Bounds.CONVERGENCE).until(() -> worse.stream()
                .allMatch(plan -> keepalived.state(plan) == State.BACKUP));
        Takeover resigned = watch.observe(agent::terminate, skewTime(worse));
        assertThat(agent.awaitEnd()).isZero();
        Takeover preempted = watch.observe(agent::start, Bounds.CONVERGENCE.plus(Bounds.takeover(AGENT)));
        awaitReported(spoken, watch, "server-a", "Master");
        assertThat(keepalived.complaints()).isEmpty();

        keepalived.stop();
        List<RouterPlan> better = plans(spoken, agent.node(), AGENT + 50);
        Takeover preemptedByKeepalived =
                watch.observe(() -> keepalived.start(better), Bounds.CONVERGENCE.plus(Bounds.takeover(AGENT + 50)));
        awaitReported(spoken, watch, "server-b", "Backup");
        assertThat(keepalived.complaints()).isEmpty();
        Takeover resignedByKeepalived = watch.observe(keepalived::terminate, skewTime(worse));
        awaitReported(spoken, watch, "server-a", "Master");
        keepalived.awaitEnd();
        System.out.println(spoken + ": agent ended, keepalived takes over: " + resigned
                + "\nagent preempts keepalived: " + preempted
                + "\nkeepalived preempts the agent: " + preemptedByKeepalived
                + "\nkeepalived ended, the agent takes over: " + resignedByKeepalived);
        assertThat(List.of(resigned, preempted, preemptedByKeepalived, resignedByKeepalived))
                .allSatisfy(takeover -> assertThat(takeover.apart()).isLessThan(skewTime(worse)));
    }

    private static void apply(Spoken spoken, Node outside) {
        LAB.testbed()
                .kubectl()
                .apply("""
                        apiVersion: vrrp.dev/v1alpha1
                        kind: VirtualIP
                        metadata: {name: %s}
                        spec:
                          addresses: [%s/24, "%s/64", "%s/64"]
                          interface: %s
                          vrid: %d
                          transport: %s
                          priorities: [{node: server-a, priority: %d}]
                          peers: ["%s", "%s"]
                        """.formatted(
                                spoken.virtualIP,
                                spoken.ipv4,
                                spoken.linkLocal(),
                                spoken.ipv6,
                                Card.FIRST.device(),
                                spoken.virtualRouterId,
                                spoken.transport,
                                AGENT,
                                outside.address(Card.FIRST),
                                outside.linkLocalAddress(Card.FIRST)))
                .orThrow();
    }

    /** One node holds both, and {@code kubectl} says what the agent is. */
    private static void awaitReported(Spoken spoken, GroupWatch watch, String master, String stateOfTheAgent) {
        assertThat(watch.awaitMaster(Bounds.CONVERGENCE)).isEqualTo(master);
        Reported reported = new Reported(LAB.testbed().kubectl());
        await("kubectl says " + stateOfTheAgent)
                .atMost(Bounds.REPORT)
                .until(() -> reported.state(spoken.virtualIP, "server-a").equals(Optional.of(stateOfTheAgent)));
    }

    /** Until the other of two has taken over from one that resigned, and 1 s. */
    private static Duration skewTime(List<RouterPlan> plans) {
        return plans.getFirst().skewTime().plus(Duration.ofSeconds(1));
    }

    /** As the server outside of the cluster runs it beside {@code inside}. */
    private static List<RouterPlan> plans(Spoken spoken, Node inside, int priority) {
        return List.of(
                plan(spoken, "ipv4", priority, List.of(spoken.ipv4 + "/24"), inside.address(Card.FIRST)),
                plan(
                        spoken,
                        "ipv6",
                        priority,
                        List.of(spoken.linkLocal() + "/64", spoken.ipv6 + "/64"),
                        inside.linkLocalAddress(Card.FIRST)));
    }

    private static RouterPlan plan(Spoken spoken, String family, int priority, List<String> addresses, String peer) {
        return new RouterPlan(
                spoken.virtualIP + "-" + family,
                Card.FIRST.device(),
                spoken.virtualRouterId,
                3,
                Duration.ofSeconds(1),
                priority,
                true,
                null,
                addresses,
                List.of(peer),
                spoken == Spoken.UNICAST,
                false,
                List.of(),
                spoken.virtualIP);
    }
}
