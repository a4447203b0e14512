package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.GroupWatch;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.peer.TwoServers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A change moves what it names, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChangeTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private static final String CHANGED_ADDRESS = "192.168.1.113";
    private static final String SIMPLE_ADDRESS = "192.168.1.120";
    private static final String ADDED_ADDRESS = "192.168.1.121";

    private TwoServersExample example;

    @BeforeAll
    void applyExamples() {
        example = TwoServersExample.apply(LAB.testbed());
        LAB.testbed().applyFile("deploy/examples/virtualip.yaml");
        example.settleOnServerA();
        lab().client().probe(SIMPLE_ADDRESS);
        LAB.awaitBestRanked("ingress");
    }

    @Test
    @Order(1)
    void aRestartOfTheOperatorChangesNothing() {
        String before = specs();
        Instant start = Instant.now();
        LAB.testbed().operator().restart();
        await().pollDelay(Bounds.takeover(TwoServersExample.PRIORITY_B)).until(() -> true);
        assertThat(specs()).isEqualTo(before);
        assertNothingLost(start, List.of(TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS, SIMPLE_ADDRESS));
    }

    @Test
    @Order(2)
    void aChangedAddressAnswersAndTheOthersLoseNothing() {
        Instant start = Instant.now();
        LAB.testbed()
                .kubectl()
                .output(
                        "patch",
                        "virtualip",
                        "vi-1",
                        "--type=merge",
                        "--patch={\"spec\":{\"addresses\":[\"%s/24\"]}}".formatted(CHANGED_ADDRESS));
        GroupWatch changed = GroupWatch.start(lab(), CHANGED_ADDRESS);
        assertThat(changed.awaitMaster(Bounds.CONVERGENCE)).isEqualTo("server-a");
        await("the address that was left is gone everywhere")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> lab().holders(TwoServers.FIRST_ADDRESS).isEmpty());
        assertThat(lab().holders(CHANGED_ADDRESS)).containsExactly(example.serverA());
        await("kubectl shows the new address")
                .atMost(Bounds.REPORT)
                .until(() ->
                        LAB.testbed().kubectl().output("get", "vip", "vi-1").contains(CHANGED_ADDRESS));
        assertNothingLost(start, List.of(TwoServers.SECOND_ADDRESS, SIMPLE_ADDRESS));
    }

    @Test
    @Order(3)
    void anotherIntervalAndOtherPrioritiesLoseNothing() {
        Instant start = Instant.now();
        change("ingress", "{\"advertisementInterval\":\"500ms\"}");
        String master = example.reported().master("virtualip", "ingress").orElseThrow();
        change("ingress", "{\"priorities\":[{\"node\":\"%s\",\"priority\":240}]}".formatted(master));
        await("the Master has the priority")
                .atMost(Bounds.REPORT)
                .until(() -> example.reported().masterPriority("ingress").equals(OptionalInt.of(240)));
        await().pollDelay(Bounds.takeover(TwoServersExample.PRIORITY_B)).until(() -> true);
        assertNothingLost(start, List.of(TwoServers.SECOND_ADDRESS, CHANGED_ADDRESS, SIMPLE_ADDRESS));
    }

    /** On each node another virtual router begins while the others still run the one before; or one of more addresses. */
    @Test
    @Order(4)
    void anotherTransportAnotherVersionAndMoreAddressesLoseNothing() {
        Instant start = Instant.now();
        for (String spec : List.of(
                "{\"transport\":\"Unicast\"}",
                "{\"transport\":\"Multicast\"}",
                "{\"version\":2,\"advertisementInterval\":\"1s\"}",
                "{\"version\":3}",
                "{\"addresses\":[\"%s/24\",\"%s/24\"]}".formatted(SIMPLE_ADDRESS, ADDED_ADDRESS),
                "{\"addresses\":[\"%s/24\"]}".formatted(SIMPLE_ADDRESS))) {
            change("ingress", spec);
        }
        await("the address that came and went is gone everywhere")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> lab().holders(ADDED_ADDRESS).isEmpty());
        await().pollDelay(Bounds.takeover(TwoServersExample.PRIORITY_B)).until(() -> true);
        assertNothingLost(start, List.of(TwoServers.SECOND_ADDRESS, CHANGED_ADDRESS, SIMPLE_ADDRESS));
    }

    @Test
    @Order(5)
    void anotherVridAndAnotherInterfaceLoseNothing() {
        Instant start = Instant.now();
        String master = example.reported().master("virtualip", "ingress").orElseThrow();
        Node node = lab().node(master);
        String before = node.deviceHolding(SIMPLE_ADDRESS).orElseThrow();
        Card other = before.equals(Card.FIRST.device()) ? Card.SECOND : Card.FIRST;

        change("ingress", "{\"vrid\":99}");
        change("ingress", "{\"interface\":\"%s\"}".formatted(other.device()));

        await("the other card of the same node holds the address")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> node.deviceHolding(SIMPLE_ADDRESS).equals(Optional.of(other.device())));
        await().pollDelay(Bounds.takeover(TwoServersExample.PRIORITY_B)).until(() -> true);
        assertNothingLost(start, List.of(TwoServers.SECOND_ADDRESS, CHANGED_ADDRESS, SIMPLE_ADDRESS));
        await("the other card alone answers for it").atMost(Bounds.CONVERGENCE).untilAsserted(() -> assertThat(
                        lab().client().claimants(SIMPLE_ADDRESS))
                .containsExactly(node.mac(other)));
    }

    /** No operator writes such a NodeConfig, but a person or a newer operator may. */
    @Test
    @Order(6)
    void anInvalidNodeConfigLeavesTheLastGoodOneInForceAndSaysWhy() {
        Instant start = Instant.now();
        String master = example.reported().master("virtualip", "ingress").orElseThrow();
        LAB.testbed().operator().terminate();
        try {
            LAB.testbed()
                    .kubectl()
                    .output(
                            "patch",
                            "nodeconfig",
                            master,
                            "--type=json",
                            "--patch=[{\"op\":\"replace\",\"path\":\"/spec/virtualRouters/0/addresses\",\"value\":"
                                    + "[\"192.168.1.199/24\",\"2001:db8::199/64\"]}]");
            await("the agent says why it does not run it").atMost(Bounds.REPORT).untilAsserted(() -> assertThat(
                            ready(master))
                    .contains("False ConfigurationRejected", "both families", "what ran before goes on"));
            assertThat(lab().holders("192.168.1.199")).isEmpty();
        } finally {
            LAB.testbed().operator().start();
        }
        await("the operator has put it right")
                .atMost(Bounds.REPORT.multipliedBy(2))
                .untilAsserted(() -> assertThat(ready(master)).startsWith("True Running"));
        assertNothingLost(start, List.of(TwoServers.SECOND_ADDRESS, CHANGED_ADDRESS, SIMPLE_ADDRESS));
    }

    private static String ready(String node) {
        return LAB.testbed()
                .kubectl()
                .output(
                        "get",
                        "nodeconfig",
                        node,
                        "-o",
                        "jsonpath={range .status.conditions[?(@.type==\"Ready\")]}{.status} {.reason}: {.message}{end}");
    }

    /** Changes the spec of a VirtualIP and waits until every agent runs it. */
    private static void change(String virtualIP, String spec) {
        LAB.testbed()
                .kubectl()
                .output("patch", "virtualip", virtualIP, "--type=merge", "--patch={\"spec\":" + spec + "}");
        String generation =
                LAB.testbed().kubectl().output("get", "virtualip", virtualIP, "-o", "jsonpath={.metadata.generation}");
        await("every agent runs generation " + generation)
                .atMost(Bounds.CONVERGENCE)
                .until(() -> LAB.testbed()
                        .kubectl()
                        .output(
                                "get",
                                "virtualip",
                                virtualIP,
                                "-o",
                                "jsonpath={range .status.conditions[?(@.type==\"Programmed\")]}{.status} {.observedGeneration}{end}")
                        .equals("True " + generation));
    }

    @Test
    @Order(7)
    void aDeletedVirtualIpLeavesNoAddress() {
        Instant start = Instant.now();
        LAB.testbed().kubectl().output("delete", "virtualip", "ingress");
        await("no node holds the address of the deleted VirtualIP")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> lab().holders(SIMPLE_ADDRESS).isEmpty());
        assertThat(lab().client().claimants(SIMPLE_ADDRESS)).isEmpty();
        assertNothingLost(start, List.of(TwoServers.SECOND_ADDRESS, CHANGED_ADDRESS));
    }

    @Test
    @Order(8)
    void aDeletedGroupAndItsMembersLeaveNoAddress() {
        LAB.testbed().deleteFile(TwoServersExample.MANIFEST);
        await("no node holds an address of the deleted example")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> lab().holders(CHANGED_ADDRESS).isEmpty()
                        && lab().holders(TwoServers.SECOND_ADDRESS).isEmpty());
    }

    private static void assertNothingLost(Instant since, List<String> addresses) {
        for (String address : addresses) {
            Probe probe = lab().client().probe(address);
            assertThat(probe.lost(since)).as("packets lost by %s", address).isZero();
            assertThat(probe.answeringNodes(since))
                    .as("nodes that answered for %s", address)
                    .hasSize(1);
        }
    }

    private static String specs() {
        return LAB.testbed()
                .kubectl()
                .output(
                        "get",
                        "nodeconfigs",
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.name} {.metadata.generation} {.spec}{\"\\n\"}{end}");
    }

    private static Lab lab() {
        return LAB.testbed().lab();
    }
}
