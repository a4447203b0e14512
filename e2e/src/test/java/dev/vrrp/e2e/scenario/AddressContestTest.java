package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.product.Reported;
import dev.vrrp.e2e.product.ReportedCondition;
import dev.vrrp.e2e.product.ReportedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody else takes an address away, or has it: the client notices little, and kubectl tells who. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddressContestTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofTwoNodesBesideAnother();

    private static final String ADDRESS = "192.168.1.141";
    private static final String TAKEN = "192.168.1.142";

    private Reported reported;

    @BeforeAll
    void applyVirtualIp() {
        reported = new Reported(LAB.testbed().kubectl());
        lab().client().probe(ADDRESS);
        apply("contested", ADDRESS);
    }

    @BeforeEach
    void itsMasterStaysAndAnswers() {
        LAB.awaitBestRanked("contested");
        await("it is held, reported and answers")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> reported.master("virtualip", "contested").equals(answering())
                        && answering().isPresent());
    }

    @Test
    void anAddressThatAProgramTakesAwayIsBackBeforeAnybodyNotices() {
        Node holder = lab().node(reported.master("virtualip", "contested").orElseThrow());
        Instant begun = Instant.now();
        holder.namespace()
                .ip(
                        "address",
                        "delete",
                        ADDRESS + "/24",
                        "dev",
                        holder.deviceHolding(ADDRESS).orElseThrow());

        ReportedEvent event = awaitEvent("contested", "AddressRestored", begun);
        assertThat(event.note()).contains(holder.name() + " put " + ADDRESS + "/24 back on ");
        assertThat(holder.holds(ADDRESS)).isTrue();
        Duration outage = lab().client().probe(ADDRESS).longestOutage(begun).duration();
        System.out.println("outage of an address that a program took away: " + outage.toMillis() + " ms");
        // 500 ms of it are what a busy machine may let the agent wait, or the one who asks
        assertThat(outage).isLessThan(Duration.ofMillis(700));
    }

    @Test
    void anotherHostThatHasTheAddressIsNamedByItsMacAddress() {
        Node stranger = lab().node(NodePlan.C);
        String device = Card.FIRST.device();
        Instant begun = Instant.now();
        stranger.namespace().ip("address", "add", ADDRESS + "/32", "dev", device);
        try {
            stranger.namespace().run("arping", "-U", "-c", "1", "-w", "1", "-I", device, ADDRESS);
            ReportedCondition condition = awaitContested("contested", AddressContestTest::isTrue);
            assertThat(condition.reason()).isEqualTo("AnotherHost");
            assertThat(condition.message()).contains(ADDRESS, stranger.mac(Card.FIRST));
            assertThat(awaitEvent("contested", "AddressContested", begun).note())
                    .contains(stranger.mac(Card.FIRST));
        } finally {
            stranger.namespace().ip("address", "delete", ADDRESS + "/32", "dev", device);
        }
        assertThat(reported.master("virtualip", "contested")).isPresent();
    }

    @Test
    void anAddressThatAProgramHasSetIsToldAndLeftAlone() {
        Node node = lab().node(NodePlan.A);
        String device = Card.FIRST.device();
        node.namespace().ip("address", "add", TAKEN + "/24", "dev", device);
        LAB.testbed().kubectl().apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: taken}
                spec:
                  addresses: [192.168.1.142/24]
                  interface: %s
                  priorities: [{node: server-a, priority: 200}, {node: server-b, priority: 100}]
                """.formatted(device)).orThrow();
        // until server-a has started it, server-b may be Master, and to server-b the address is another host's
        ReportedCondition condition =
                awaitContested("taken", contested -> contested.reason().equals("AnotherProgram"));
        assertThat(condition.status()).isEqualTo("True");
        assertThat(condition.message()).contains("server-a: " + TAKEN + "/24", "not ours");
        assertThat(isPermanent(node)).isTrue();

        node.namespace().ip("address", "delete", TAKEN + "/24", "dev", device);
        awaitContested("taken", contested -> !isTrue(contested));
        await("it is a lease now").atMost(Bounds.CONVERGENCE).until(() -> node.holds(TAKEN) && !isPermanent(node));
    }

    @Test
    void whatIsWrongWithANodeIsDescribedWithItsRemedy() {
        Node node = lab().node(NodePlan.B);
        node.namespace()
                .run(
                        "nft",
                        "add table inet strict; add chain inet strict in { type filter hook input priority 0; }; "
                                + "add rule inet strict in ip protocol vrrp drop")
                .orThrow();
        try {
            await("kubectl describe tells it").atMost(Bounds.REPORT).untilAsserted(() -> assertThat(
                            LAB.testbed().kubectl().output("describe", "nodeconfig", node.name()))
                    .contains("ProtocolPasses", "FirewallDropsVRRP", "receives on " + Card.FIRST.device())
                    .contains("nft insert rule inet filter output meta l4proto 112 accept"));
        } finally {
            node.namespace().run("nft", "delete", "table", "inet", "strict");
        }
        for (String type : List.of(
                "Capable", "InterfacesFit", "SettingsFit", "ProtocolPasses", "AddressesExclusive", "ClockSteady")) {
            LAB.testbed()
                    .kubectl()
                    .output("wait", "--for=condition=" + type, "nodeconfig/" + node.name(), "--timeout=30s");
        }
    }

    private static boolean isPermanent(Node node) {
        return node.namespace().ip("address", "show", "permanent").contains(TAKEN + "/");
    }

    private static void apply(String name, String address) {
        LAB.testbed().kubectl().apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: %s}
                spec:
                  addresses: [%s/24]
                """.formatted(name, address)).orThrow();
    }

    private Optional<String> answering() {
        return lab().client().probe(ADDRESS).answeringNode();
    }

    private static boolean isTrue(ReportedCondition contested) {
        return contested.status().equals("True");
    }

    private ReportedCondition awaitContested(String virtualIP, Predicate<ReportedCondition> expected) {
        return await("AddressContested of " + virtualIP + " is as expected")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(250))
                .until(
                        () -> reported.condition("virtualip", virtualIP, "AddressContested"),
                        found -> found.filter(expected).isPresent())
                .orElseThrow();
    }

    private ReportedEvent awaitEvent(String virtualIP, String reason, Instant begun) {
        return await("Event " + reason)
                .atMost(Bounds.REPORT)
                .until(
                        () -> reported.events("VirtualIP", virtualIP).stream()
                                .filter(event -> event.reason().equals(reason)
                                        && event.time().isAfter(begun))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Lab lab() {
        return LAB.testbed().lab();
    }
}
