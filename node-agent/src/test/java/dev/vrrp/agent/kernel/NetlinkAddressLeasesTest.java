package dev.vrrp.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.runtime.AddressLeases.Held;
import dev.vrrp.agent.runtime.AddressLeases.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetlinkAddressLeasesTest {
    private static final InterfaceAddress IPV4 = InterfaceAddress.parse("192.168.1.111/24");
    private static final InterfaceAddress IPV6 = InterfaceAddress.parse("2001:db8::111/64");
    private static final InterfaceAddress IPV6_ALONE = InterfaceAddress.parse("2001:db8::112");
    /** Enough for a test to look at what is held, also where it has to wait for the processor. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(60);

    private NetworkNamespace node;
    private NetlinkAddressLeases leases;
    private int eth0;

    @BeforeEach
    void setUp() {
        node = NetworkNamespace.create();
        node.ip("link add eth0 type veth peer name peer");
        node.ip("link set eth0 up");
        node.ip("link set peer up");
        node.ip("addr add 192.168.1.104/24 dev eth0");
        leases = node.run(NetlinkAddressLeases::open);
        eth0 = index("eth0");
    }

    @AfterEach
    void tearDown() {
        leases.close();
        node.close();
    }

    @Test
    void anAddressIsThereMarkedAndEndsByItself() throws IOException {
        List<InterfaceAddress> addresses = List.of(IPV4, IPV6, IPV6_ALONE);
        hold(addresses, SHORT);

        assertThat(leases.held()).extracting(Held::address).containsExactlyInAnyOrderElementsOf(addresses);
        assertThat(leases.held()).allSatisfy(held -> {
            assertThat(held.linkIndex()).isEqualTo(eth0);
            assertThat(held.remaining()).isBetween(Duration.ZERO, SHORT);
        });
        // no detection of duplicates: it answers at once
        assertThat(node.ip("-6 addr show dev eth0 to 2001:db8::/32 tentative")).isBlank();

        await().atMost(BOUND).until(() -> leases.held().isEmpty());
        assertThat(shown()).contains("192.168.1.104/24").doesNotContain("192.168.1.111", "2001:db8");
    }

    @Test
    void aVirtualAddressIsNoSourceOfTheNodesOwn() throws IOException {
        node.ip("addr add 2001:db8::104/64 dev eth0 nodad");
        node.ip("-6 route add default via 2001:db8::1");
        hold(List.of(IPV4, IPV6, IPV6_ALONE), LONG);

        assertThat(node.ip("-6 route get 2001:db8::110")).contains("src 2001:db8::104");
        assertThat(node.ip("-6 route get 2001:db8:1::1")).contains("src 2001:db8::104");
        assertThat(node.ip("route get 192.168.1.110")).contains("src 192.168.1.104");
        assertThat(node.ip("addr show dev eth0 deprecated"))
                .contains("2001:db8::111/64", "2001:db8::112/128")
                .doesNotContain("2001:db8::104", "192.168.1.111");
    }

    @Test
    void theRouteToASubnetThatTheNodeHasDoesNotEndWithTheLease() throws IOException {
        // as router advertisements make it: with an end, which a lease in the same subnet would bring nearer
        node.ip("addr add 2001:db8::104/64 dev eth0 nodad valid_lft 1000 preferred_lft 1000");
        hold(List.of(IPV6), SHORT);
        leases.refresh(Map.of(eth0, all(List.of(IPV6), SHORT)));

        await().atMost(BOUND).until(() -> leases.held().isEmpty());
        assertThat(node.ip("-6 route get 2001:db8::110")).contains("dev eth0");
        assertThat(node.ip("-6 route show 2001:db8::/64")).containsPattern("expires 9\\d\\dsec");
    }

    @Test
    void theRouteToASubnetOfTheVirtualAddressesAloneComesWithThemAndEndsWithTheLease() throws IOException {
        InterfaceAddress second = InterfaceAddress.parse("2001:db8::113/64");
        hold(List.of(IPV6, second), SHORT);
        leases.release(eth0, List.of(IPV6));
        assertThat(node.ip("-6 route get 2001:db8::110")).contains("dev eth0");
        leases.release(eth0, List.of(second));
        await().atMost(BOUND).untilAsserted(() -> assertThatThrownBy(() -> node.ip("-6 route get 2001:db8::110"))
                .hasMessageContaining("unreachable"));
    }

    @Test
    void anAddressThatIsRefreshedStays() throws IOException {
        hold(List.of(IPV4, IPV6), SHORT);
        await().pollInterval(Duration.ofMillis(300))
                .during(SHORT.multipliedBy(2))
                .atMost(BOUND)
                .until(() -> {
                    boolean before = leases.held().size() == 2;
                    leases.refresh(Map.of(eth0, all(List.of(IPV4, IPV6), SHORT)));
                    return before;
                });
    }

    @Test
    void aRestartedAgentKnowsAndKeepsItsOwn() throws IOException {
        hold(List.of(IPV4, IPV6), Duration.ofSeconds(10));
        try (NetlinkAddressLeases restarted = node.run(NetlinkAddressLeases::open)) {
            assertThat(restarted.held()).extracting(Held::address).containsExactly(IPV4, IPV6);
            restarted.hold(eth0, all(List.of(IPV4, IPV6), LONG));
            assertThat(restarted.held()).extracting(Held::remaining).allSatisfy(remaining -> assertThat(remaining)
                    .isGreaterThan(Duration.ofSeconds(50)));
        }
    }

    @Test
    void manyAreHeldInOneCall() throws IOException {
        List<InterfaceAddress> many = IntStream.range(0, 200)
                .mapToObj(i -> InterfaceAddress.parse("10.1.0." + i + "/16"))
                .toList();
        hold(many, LONG);
        hold(many, LONG);
        assertThat(leases.held()).extracting(Held::address).containsExactlyElementsOf(many);
        leases.release(eth0, many);
        assertThat(leases.held()).isEmpty();
    }

    @Test
    void anAddressOfSomebodyElseStaysUntouched() throws IOException {
        node.ip("addr add 192.168.1.111/24 dev eth0");
        node.ip("addr add 2001:db8::112/64 dev eth0 nodad");

        Outcome outcome = hold(List.of(IPV4, IPV6, IPV6_ALONE), LONG);

        assertThat(outcome.foreign()).containsExactlyInAnyOrder(IPV4, IPV6_ALONE);
        assertThat(outcome.added()).containsExactly(IPV6);
        assertThat(leases.held()).extracting(Held::address).containsExactly(IPV6);
        leases.release(eth0, List.of(IPV4, IPV6_ALONE));
        assertThat(node.ip("addr show dev eth0 permanent")).contains("192.168.1.111/24", "2001:db8::112/64");
    }

    @Test
    void anAddressOfSomebodyElseWithAnotherPrefixStaysUntouched() throws IOException {
        node.ip("addr add 192.168.1.111/32 dev eth0");
        assertThat(hold(List.of(IPV4), LONG).foreign()).containsExactly(IPV4);
        assertThat(shown()).contains("192.168.1.111/32").doesNotContain("192.168.1.111/24");
    }

    @Test
    void aPrefixLengthCanChange() throws IOException {
        InterfaceAddress ipv4Alone = InterfaceAddress.parse("192.168.1.111");
        InterfaceAddress ipv6Alone = InterfaceAddress.parse("2001:db8::111");
        hold(List.of(IPV4, IPV6), LONG);
        hold(List.of(ipv4Alone, ipv6Alone), LONG);
        leases.release(eth0, List.of(IPV4, IPV6));
        assertThat(leases.held()).extracting(Held::address).containsExactly(ipv4Alone, ipv6Alone);
    }

    @Test
    void aReleasedAddressIsGoneAtOnce() throws IOException {
        hold(List.of(IPV4, IPV6), LONG);
        leases.release(eth0, List.of(IPV4));
        assertThat(shown()).contains("2001:db8::111").doesNotContain("192.168.1.111");
        leases.release(eth0, List.of(IPV4, IPV6));
        assertThat(leases.held()).isEmpty();
    }

    @Test
    void aRefusedAddressIsNamedAndTheOthersAreHeld() throws IOException {
        InterfaceAddress multicast = InterfaceAddress.parse("ff02::1/64");
        Outcome outcome = hold(List.of(multicast, IPV4), LONG);
        assertThat(outcome.refused())
                .hasEntrySatisfying(multicast, reason -> assertThat(reason).startsWith("E"));
        assertThat(outcome.added()).containsExactly(IPV4);
        assertThat(leases.held()).extracting(Held::address).containsExactly(IPV4);
    }

    @Test
    void aMessageOfManyRefusalsStaysShort() {
        List<InterfaceAddress> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(InterfaceAddress.parse("ff02::" + Integer.toHexString(i) + "/64"));
        }
        assertThatThrownBy(() -> leases.refresh(Map.of(eth0, all(many, LONG))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("refresh addresses: ff02::")
                .hasMessageEndingWith("; and 295 more");
    }

    @Test
    void whatWasMissingIsTold() throws IOException {
        hold(List.of(IPV4, IPV6), LONG);
        node.ip("addr del 192.168.1.111/24 dev eth0");
        assertThat(hold(List.of(IPV4, IPV6), LONG)).isEqualTo(new Outcome(Set.of(IPV4), Set.of(), Map.of()));
        assertThat(leases.held()).extracting(Held::address).containsExactly(IPV4, IPV6);
    }

    @Test
    void leasesOnSeveralInterfacesAreRefreshedTogether() throws IOException {
        int peer = Integer.parseInt(node.ip("-o link show peer").split(":", 2)[0]);
        hold(List.of(IPV4, IPV6), Duration.ofSeconds(10));
        leases.hold(peer, all(List.of(IPV6_ALONE), Duration.ofSeconds(10)));
        leases.refresh(Map.of(eth0, all(List.of(IPV4, IPV6), LONG), peer, all(List.of(IPV6_ALONE), LONG)));
        assertThat(leases.held()).hasSize(3).extracting(Held::remaining).allSatisfy(remaining -> assertThat(remaining)
                .isGreaterThan(Duration.ofSeconds(50)));
    }

    @Test
    void anInterfaceThatIsGoneHoldsNothingAndNeedsNoRelease() throws IOException {
        hold(List.of(IPV4), LONG);
        node.ip("link del eth0");
        assertThatThrownBy(() -> hold(List.of(IPV4), LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("interface " + eth0)
                .hasMessageContaining("ENODEV");
        assertThatThrownBy(() -> leases.refresh(Map.of(eth0, all(List.of(IPV4), LONG))))
                .hasMessageContaining("ENODEV");
        leases.release(eth0, List.of(IPV4));
        assertThat(leases.held()).isEmpty();
    }

    @Test
    void aLeaseIsAWholeNumberOfSeconds() {
        assertThatThrownBy(() -> hold(List.of(IPV4), Duration.ofMillis(1500)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT1.5S");
        assertThatThrownBy(() -> hold(List.of(IPV4), Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private Outcome hold(List<InterfaceAddress> addresses, Duration lease) throws IOException {
        return leases.hold(eth0, all(addresses, lease));
    }

    private static Map<InterfaceAddress, Duration> all(List<InterfaceAddress> addresses, Duration lease) {
        Map<InterfaceAddress, Duration> all = new LinkedHashMap<>();
        addresses.forEach(address -> all.put(address, lease));
        return all;
    }

    private String shown() {
        return node.ip("addr show dev eth0");
    }

    private int index(String name) {
        return node.run(() -> java.net.NetworkInterface.getByName(name).getIndex());
    }
}
