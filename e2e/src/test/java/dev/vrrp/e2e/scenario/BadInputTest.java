package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.peer.TwoServers;
import dev.vrrp.e2e.product.ReportedCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What no schema can refuse, the operator does not accept: it says so, and what ran before goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    private TwoServersExample example;
    private Instant start = Instant.EPOCH;

    @BeforeAll
    void applyExample() {
        example = TwoServersExample.apply(LAB.testbed());
        LAB.testbed().applyFile("deploy/examples/virtualip.yaml");
        example.settleOnServerA();
    }

    @BeforeEach
    void note() {
        start = Instant.now();
    }

    @AfterEach
    void whatRanBeforeGoesOn() {
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        for (String address : List.of(TwoServers.FIRST_ADDRESS, TwoServers.SECOND_ADDRESS)) {
            assertThat(example.watch().probe(address).answeringNodes(start)).containsExactly("server-a");
            assertThat(example.watch().probe(address).lost(start))
                    .as("packets lost by %s", address)
                    .isZero();
        }
        assertThat(example.reported().condition("virtualip", "vi-1", "Ready"))
                .map(ReportedCondition::status)
                .hasValue("True");
        LAB.testbed().kubectl().run("delete", "virtualip", "bad", "--ignore-not-found");
        LAB.testbed().kubectl().run("delete", "syncgroup", "bad", "--ignore-not-found");
    }

    @Test
    void anUnknownVirtualIpInASyncGroup() {
        apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: SyncGroup
                metadata: {name: bad}
                spec:
                  virtualIPs: [ingress, nobody]
                """);
        assertThat(refusal("syncgroup")).contains("virtualIPs", "nobody");
    }

    @Test
    void aVirtualIpInTwoGroups() {
        apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: SyncGroup
                metadata: {name: bad}
                spec:
                  virtualIPs: [ingress, vi-1]
                """);
        assertThat(refusal("syncgroup")).contains("virtualIPs", "vi-1", "vg1");
        assertThat(example.reported().condition("syncgroup", "vg1", "Accepted"))
                .map(ReportedCondition::status)
                .hasValue("True");
    }

    @Test
    void aVridThatIsTakenOnTheSegment() {
        apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: bad}
                spec:
                  addresses: [192.168.1.130/24]
                  vrid: 51
                """);
        assertThat(refusal("virtualip")).contains("vrid", "51", "vi-1");
        assertThat(LAB.testbed().lab().holders("192.168.1.130")).isEmpty();
    }

    @Test
    void moreAddressesThanFitOnePacket() {
        String addresses = IntStream.rangeClosed(1, 95)
                .mapToObj("\"2001:db8::%x/64\""::formatted)
                .collect(Collectors.joining(", "));
        apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: bad}
                spec:
                  interface: %s
                  addresses: [%s]
                """.formatted(Card.FIRST.device(), addresses));
        assertThat(refusal("virtualip")).contains("95 IPv6 addresses", "1500 bytes", "room for 89");
        assertThat(LAB.testbed().lab().holders("2001:db8::1")).isEmpty();
    }

    @Test
    void aSecretThatIsMissing() {
        apply("""
                apiVersion: vrrp.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: bad}
                spec:
                  addresses: [192.168.1.131/24]
                  version: 2
                  authentication:
                    type: SimplePassword
                    secretRef: {name: nowhere, key: password}
                """);
        assertThat(refusal("virtualip")).contains("secretRef", "nowhere", "vrrp-system");
        assertThat(LAB.testbed().lab().holders("192.168.1.131")).isEmpty();

        LAB.testbed().createPassword("nowhere", "3333");
        await("the Secret is there now, and so is the address")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> LAB.testbed().lab().holders("192.168.1.131").size() == 1);
    }

    private static void apply(String manifest) {
        LAB.testbed().kubectl().apply(manifest).orThrow();
    }

    /** The message of the refusal of the object "bad". */
    private String refusal(String kind) {
        ReportedCondition accepted = await("the operator answers")
                .atMost(Bounds.REPORT)
                .until(() -> example.reported().condition(kind, "bad", "Accepted"), Optional::isPresent)
                .orElseThrow();
        assertThat(accepted.status()).as(accepted.message()).isEqualTo("False");
        System.out.println("refused, " + accepted.reason() + ": " + accepted.message());
        return accepted.message();
    }
}
