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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A VirtualIP on server A, in each of the ways that virtual routers speak, and keepalived outside of the cluster on server B. */
class TransportsTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofOneNodeBesideAnother();

    private static final int AGENT = 150;

    /** VirtualIPs that differ in how their routers speak, and so in all else. */
    enum Spoken {
        MULTICAST("dual", 3, "Multicast", 60, "192.168.1.130", "2001:db8:1::130"),
        UNICAST("told", 3, "Unicast", 61, "192.168.1.131", "2001:db8:1::131"),
        /** Knows no IPv6. */
        VERSION_2_UNICAST("old", 2, "Unicast", 62, "192.168.1.132", "192.168.1.133");

        private final String virtualIP;
        private final int version;
        private final String transport;
        private final int virtualRouterId;
        private final String first;
        private final String second;

        Spoken(String virtualIP, int version, String transport, int virtualRouterId, String first, String second) {
            this.virtualIP = virtualIP;
            this.version = version;
            this.transport = transport;
            this.virtualRouterId = virtualRouterId;
            this.first = first;
            this.second = second;
        }

        /** With prefix lengths, a link-local one first where IPv6 wants it. */
        private List<String> addresses(boolean ipv6) {
            if (!ipv6) {
                return version == 2 ? List.of(first + "/24", second + "/24") : List.of(first + "/24");
            }
            return version == 2
                    ? List.of()
                    : List.of("fe80::200:5eff:fe00:2%02x/64".formatted(virtualRouterId), second + "/64");
        }
    }

    @ParameterizedTest
    @EnumSource
    void moveAsOneBetweenTheClusterAndKeepalived(Spoken spoken) {
        Lab lab = LAB.testbed().lab();
        Node outside = lab.node(NodePlan.B);
        GroupWatch watch = GroupWatch.start(lab, spoken.first, spoken.second);
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
        await("keepalived hears all").atMost(Bounds.CONVERGENCE).until(() -> worse.stream()
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
                          addresses: ["%s"]
                          version: %d
                          interface: %s
                          vrid: %d
                          transport: %s
                          priorities: [{node: server-a, priority: %d}]
                          peers: ["%s"]
                        """.formatted(
                                spoken.virtualIP,
                                Stream.of(false, true)
                                        .flatMap(ipv6 -> spoken.addresses(ipv6).stream())
                                        .collect(Collectors.joining("\", \"")),
                                spoken.version,
                                Card.FIRST.device(),
                                spoken.virtualRouterId,
                                spoken.transport,
                                AGENT,
                                outside.address(Card.FIRST)
                                        + (spoken.version == 2 ? "" : "\", \"" + outside.linkLocalAddress(Card.FIRST))))
                .orThrow();
    }

    /** One node holds all, and {@code kubectl} says what the agent is. */
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
        RouterPlan ipv4 = plan(spoken, false, priority, inside.address(Card.FIRST));
        return spoken.version == 2
                ? List.of(ipv4)
                : List.of(ipv4, plan(spoken, true, priority, inside.linkLocalAddress(Card.FIRST)));
    }

    private static RouterPlan plan(Spoken spoken, boolean ipv6, int priority, String peer) {
        return new RouterPlan(
                spoken.virtualIP + (ipv6 ? "-ipv6" : "-ipv4"),
                Card.FIRST.device(),
                spoken.virtualRouterId,
                spoken.version,
                Duration.ofSeconds(1),
                priority,
                true,
                null,
                spoken.addresses(ipv6),
                List.of(peer),
                spoken.transport.equals("Unicast"),
                false,
                List.of(),
                spoken.version == 2 ? null : spoken.virtualIP);
    }
}
