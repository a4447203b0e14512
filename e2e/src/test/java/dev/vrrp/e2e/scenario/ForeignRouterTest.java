package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.ReportedCondition;
import dev.vrrp.e2e.product.ReportedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A keepalived that nobody has named uses the VRID of a VirtualIP, and is not set as that is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignRouterTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofTwoNodesBesideAnother();

    /** It becomes Master after 3.4 s, with an interval of 2 s after 6.4 s. */
    private static final Duration CONFLICT = Duration.ofSeconds(8).plus(Bounds.REPORT);

    /** Its resignation is heard. */
    private static final Duration END = Duration.ofSeconds(5).plus(Bounds.REPORT);

    private static final String PASSWORD = "authentication {\n auth_type PASS\n auth_pass %s\n}";

    private TwoServersExample example;
    private Node stranger;

    @BeforeAll
    void applyExample() {
        example = TwoServersExample.apply(LAB.testbed());
        example.settleOnServerA();
        stranger = LAB.testbed().lab().node(NodePlan.C);
    }

    /** Two cards on one LAN hear each other, and two nodes do. */
    @Test
    void nodesOfTheClusterAreNotForeignToEachOther() {
        assertThat(condition("vi-1", "Accepted").status()).isEqualTo("True");
        for (String node : List.of("server-a", "server-b")) {
            assertThat(foreignRouters(node)).isEqualTo("[]");
        }
    }

    @Test
    void anotherPassword() {
        conflictAndItsEnd("version 2\nadvert_int 1\n" + PASSWORD.formatted("4711"), "its password is not the one");
    }

    @Test
    void noPassword() {
        conflictAndItsEnd("version 2\nadvert_int 1", "it authenticates with none, this node with SimplePassword");
    }

    @Test
    void anotherVersion() {
        conflictAndItsEnd("version 3\nadvert_int 1", "it speaks version 3, this node version 2");
    }

    @Test
    void anotherInterval() {
        conflictAndItsEnd(
                "version 2\nadvert_int 2\n" + PASSWORD.formatted("1111"),
                "it advertises every 2 s, this node every 1 s");
    }

    @Test
    void anotherVridIsKnownAndDisturbsNobody() {
        Stranger keepalived = start("virtual_router_id 77\nversion 3\nadvert_int 1");
        try {
            await("the NodeConfig lists it").atMost(CONFLICT).untilAsserted(() -> assertThat(foreignRouters("server-a"))
                    .contains(stranger.address(Card.FIRST), "\"vrid\":77", "this node does not run VRID 77"));
            assertThat(condition("vi-1", "Accepted").status()).isEqualTo("True");
            assertThat(condition("vi-1", "SplitBrain").status()).isEqualTo("False");
        } finally {
            keepalived.stop();
        }
        awaitNoForeignRouters();
    }

    /** As another cluster on the same segment does: the lowest VRID is its, and the next one is ours. */
    @Test
    void aVridThatAnotherClusterUsesIsNotGivenAway() {
        Stranger other = start("virtual_router_id 1\nversion 3\nadvert_int 1");
        try {
            await("the NodeConfigs list it").atMost(CONFLICT).untilAsserted(() -> {
                assertThat(foreignRouters("server-a")).contains("\"vrid\":1}");
                assertThat(foreignRouters("server-b")).contains("\"vrid\":1}");
            });
            LAB.testbed().kubectl().apply("""
                            apiVersion: vrrp.dev/v1alpha1
                            kind: VirtualIP
                            metadata: {name: beside}
                            spec: {addresses: [192.168.1.161/24]}
                            """).orThrow();
            await("it has a VRID").atMost(Bounds.REPORT).untilAsserted(() -> assertThat(LAB.testbed()
                            .kubectl()
                            .json("get", "vip", "beside")
                            .at("/status/vrid")
                            .asText())
                    .isEqualTo("2"));
            LAB.testbed().kubectl().output("wait", "--for=condition=Accepted", "vip/beside", "--timeout=30s");
        } finally {
            other.stop();
            LAB.testbed().kubectl().output("delete", "vip", "beside", "--ignore-not-found");
        }
        awaitNoForeignRouters();
    }

    /** Priority 255 wins over every node, and its addresses are not those of the VirtualIP. */
    @Test
    void anAddressOwner() {
        Stranger keepalived =
                start("state MASTER\npriority 255\nversion 2\nadvert_int 1\n" + PASSWORD.formatted("1111"));
        try {
            awaitCondition("Accepted", "False", CONFLICT);
            await("either node has told it, and the group gave way")
                    .atMost(CONFLICT)
                    .untilAsserted(() -> {
                        assertThat(condition("vi-1", "Accepted").message())
                                .contains(
                                        stranger.address(Card.FIRST),
                                        "VRID 51",
                                        "priority 255",
                                        "it lists 192.168.1.250, this node " + TwoServers.FIRST_ADDRESS);
                        for (String address : example.watch().addresses()) {
                            assertThat(LAB.testbed().lab().holders(address))
                                    .as("nodes that hold %s", address)
                                    .isEmpty();
                        }
                    });
        } finally {
            keepalived.stop();
        }
        awaitCondition("Accepted", "True", END);
        awaitNoForeignRouters();
        example.settleOnServerA();
    }

    private Stranger start(String settings) {
        return Stranger.start(stranger, LAB.testbed().lab().directory(), settings);
    }

    private void conflictAndItsEnd(String settings, String difference) {
        Instant begun = Instant.now();
        Stranger keepalived = start(settings);
        String address = stranger.address(Card.FIRST);
        try {
            awaitCondition("SplitBrain", "True", CONFLICT);
            await("either node has told it").atMost(CONFLICT).untilAsserted(() -> {
                for (ReportedCondition condition :
                        List.of(condition("vi-1", "Accepted"), condition("vi-1", "SplitBrain"))) {
                    assertThat(condition.message()).contains(address, "VRID 51", "priority 150", difference);
                }
                assertThat(condition("vi-1", "Accepted").reason()).isEqualTo("ForeignRouter");
                assertThat(condition("vi-1", "SplitBrain").reason()).isEqualTo("ForeignMaster");
                assertThat(foreignRouters("server-a")).contains(address, difference);
            });
            assertThat(condition("vi-1", "Programmed").status()).isEqualTo("True");
            assertThat(event("VRIDConflict", begun).note()).contains(address, "VRID 51", "priority 150", difference);
            assertThat(event("SplitBrain", begun).note()).contains(address, "VRID 51", "priority 150", difference);
            assertThat(condition("vi-2", "Accepted").status())
                    .as("another VirtualIP is not concerned")
                    .isEqualTo("True");
        } finally {
            keepalived.stop();
        }
        awaitCondition("Accepted", "True", END);
        awaitCondition("SplitBrain", "False", END);
        assertThat(event("VRIDConflictHealed", begun).note()).contains("It lasted ", address);
        assertThat(event("SplitBrainHealed", begun).note()).contains("It lasted ", address);
        awaitNoForeignRouters();
        for (String virtualAddress : example.watch().addresses()) {
            assertThat(example.watch().history().changes(virtualAddress, begun))
                    .as("moves of %s", virtualAddress)
                    .isEmpty();
            assertThat(example.watch().probe(virtualAddress).lost(begun))
                    .as("lost probes of %s", virtualAddress)
                    .isZero();
        }
        assertThat(TwoServers.NAMES)
                .allSatisfy(name ->
                        assertThat(example.reported().master("virtualip", name)).hasValue("server-a"));
    }

    private static void awaitNoForeignRouters() {
        await("the NodeConfigs list nothing that is gone").atMost(END).untilAsserted(() -> {
            assertThat(foreignRouters("server-a")).isEqualTo("[]");
            assertThat(foreignRouters("server-b")).isEqualTo("[]");
        });
    }

    private void awaitCondition(String type, String status, Duration bound) {
        await("condition " + type + " of vi-1 is " + status)
                .atMost(bound)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(
                        () -> assertThat(condition("vi-1", type).status()).isEqualTo(status));
    }

    private ReportedCondition condition(String virtualIP, String type) {
        return example.reported().condition("virtualip", virtualIP, type).orElseThrow();
    }

    /** The Event of this reason since {@code begun}; there is one, and no second. */
    private ReportedEvent event(String reason, Instant begun) {
        await("Event " + reason).atMost(Bounds.REPORT).untilAsserted(() -> assertThat(events(reason, begun))
                .hasSize(1));
        return events(reason, begun).getFirst();
    }

    private List<ReportedEvent> events(String reason, Instant begun) {
        return example.reported().events("VirtualIP", "vi-1").stream()
                .filter(event -> event.reason().equals(reason) && event.time().isAfter(begun))
                .toList();
    }

    private static String foreignRouters(String node) {
        return LAB.testbed()
                .kubectl()
                .json("get", "nodeconfig", node)
                .path("status")
                .withArray("foreignRouters")
                .toString();
    }
}
