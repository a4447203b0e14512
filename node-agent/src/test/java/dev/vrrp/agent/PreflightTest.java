package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.lab.TwoNodes;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.preflight.Finding;
import dev.vrrp.agent.preflight.Finding.Verdict;
import dev.vrrp.agent.preflight.Preflight;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a node is told with a remedy, and no more once it is remedied. */
class PreflightTest {
    private static final String IPV4 = "192.168.1.11/24";
    private static final String IPV6 = "2001:db8::11/64";

    private static final Duration BOUND = Duration.ofSeconds(20);

    private final TwoNodes nodes = new TwoNodes();
    private final NetworkNamespace node = nodes.a();
    private RunningAgent agent;
    private Preflight preflight;
    private List<Finding> found = List.of();

    @BeforeEach
    void aNodeWithTwoCards() {
        nodes.plug(node, 0);
        node.ip("link add other0 type veth peer name other1");
        node.ip("link set other0 up");
        node.ip("addr add 10.9.0.1/24 dev other0");
        agent = RunningAgent.in(node);
        preflight = KernelPorts.preflight(agent.agent(), findings -> found = findings);
    }

    @AfterEach
    void tearDown() {
        preflight.close();
        agent.close();
        nodes.close();
    }

    @Test
    void nothingIsWrongWithANodeAsItShouldBe() {
        run(IPV4);
        assertThat(look())
                .extracting(Finding::condition)
                .containsExactly(
                        "Capable",
                        "InterfacesFit",
                        "SettingsFit",
                        "ProtocolPasses",
                        "AddressesExclusive",
                        "ClockSteady");
        assertThat(found)
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.FINE));
    }

    @Test
    void theCheckOfTheFirewallSendsNothing() {
        run(IPV4);
        try (Wire wire = Wire.of(nodes.client())) {
            for (int check = 0; check < 3; check++) {
                look();
            }
            int heard = wire.frames().size();
            await("the next advertisement")
                    .atMost(BOUND)
                    .until(() -> wire.frames().stream().skip(heard).anyMatch(PreflightTest::isVrrp));
            assertThat(wire.frames())
                    .filteredOn(PreflightTest::isVrrp)
                    .as("frames with the TTL of an advertisement")
                    .allMatch(frame -> (frame[22] & 0xff) == 255);
        }
    }

    private static boolean isVrrp(byte[] frame) {
        return frame.length > 23 && frame[12] == 8 && frame[13] == 0 && frame[23] == 112;
    }

    record Trouble(
            String address,
            List<String> provocation,
            List<String> remedy,
            String condition,
            String reason,
            List<String> words) {
        @Override
        public String toString() {
            return String.join(", ", provocation);
        }
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble(
                        IPV4,
                        List.of("sysctl -qw net.ipv4.conf.all.arp_ignore=8"),
                        List.of("sysctl -qw net.ipv4.conf.all.arp_ignore=0"),
                        "SettingsFit",
                        "SettingsInTheWay",
                        List.of("arp_ignore=8", "any address", "set it to 1")),
                new Trouble(
                        "192.168.1.11/32",
                        List.of("sysctl -qw net.ipv4.conf.all.arp_ignore=2"),
                        List.of("sysctl -qw net.ipv4.conf.all.arp_ignore=1"),
                        "SettingsFit",
                        "SettingsInTheWay",
                        List.of("arp_ignore=2", "/32", "set it to 1")),
                new Trouble(
                        IPV4,
                        List.of("ip route add default via 10.9.0.254", "sysctl -qw net.ipv4.conf.eth0.rp_filter=1"),
                        List.of("sysctl -qw net.ipv4.conf.eth0.rp_filter=2"),
                        "SettingsFit",
                        "SettingsInTheWay",
                        List.of("beyond the subnet of eth0", "by other0", "net.ipv4.conf.eth0.rp_filter=2")),
                new Trouble(
                        IPV4,
                        List.of("sysctl -qw net.ipv4.igmp_link_local_mcast_reports=0"),
                        List.of("sysctl -qw net.ipv4.igmp_link_local_mcast_reports=1"),
                        "SettingsFit",
                        "SettingsInTheWay",
                        List.of("snoops IGMP", "net.ipv4.igmp_link_local_mcast_reports=1")),
                new Trouble(
                        IPV4,
                        List.of("ip link set eth0 multicast off"),
                        List.of("ip link set eth0 multicast on"),
                        "SettingsFit",
                        "SettingsInTheWay",
                        List.of("eth0 does no multicast", "ip link set eth0 multicast on")),
                firewall(IPV4, "input", "iifname eth0 ip protocol 112 drop", "receives on eth0"),
                firewall(IPV4, "output", "oifname eth0 ip protocol 112 drop", "sends on eth0"),
                firewall(IPV6, "input", "meta l4proto 112 drop", "receives on eth0, over IPv6"),
                firewall(IPV6, "output", "meta l4proto 112 drop", "sends on eth0, over IPv6"),
                elsewhere("kube-ipvs0", List.of("ip link add kube-ipvs0 type bridge"), "set ipvs.strictARP"),
                elsewhere("lo", List.of("ip link set lo up"), "remove it there"));
    }

    private static Trouble firewall(String address, String hook, String rule, String words) {
        return new Trouble(
                address,
                List.of(
                        "nft add table inet f",
                        "nft add chain inet f c {type filter hook " + hook + " priority 0;}",
                        "nft add rule inet f c " + rule),
                List.of("nft delete table inet f"),
                "ProtocolPasses",
                "FirewallDropsVRRP",
                List.of(words, "nft insert rule inet filter output meta l4proto 112 accept"));
    }

    private static Trouble elsewhere(String device, List<String> device0, String words) {
        return new Trouble(
                IPV4,
                Stream.concat(device0.stream(), Stream.of("ip addr add 192.168.1.11/32 dev " + device))
                        .toList(),
                List.of("ip addr del 192.168.1.11/32 dev " + device),
                "AddressesExclusive",
                "AddressElsewhere",
                List.of("192.168.1.11 of web is on " + device + " too", words));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whatIsInTheWayIsToldWithItsRemedy(Trouble trouble) {
        trouble.provocation().forEach(node::exec);
        run(trouble.address());
        Finding finding = awaitVerdict(trouble.condition(), Verdict.WRONG);
        assertThat(finding.reason()).isEqualTo(trouble.reason());
        assertThat(finding.message()).contains(trouble.words());
        trouble.remedy().forEach(node::exec);
        awaitVerdict(trouble.condition(), Verdict.FINE);
    }

    @Test
    void aVirtualRouterOnTheWrongInterfaceIsTold() {
        configure(router("10.9.0.11/24"));
        assertThat(awaitVerdict("InterfacesFit", Verdict.WRONG).message())
                .contains("web is for eth0", "no address in the subnet of 10.9.0.11/24", "or name other0");
        configure(router("10.8.0.11/24"));
        assertThat(awaitVerdict("InterfacesFit", Verdict.WRONG).message())
                .contains("no interface has its subnet", "spec.nodeSelector");
        configure(router(IPV4).on("eth7"));
        assertThat(awaitVerdict("InterfacesFit", Verdict.WRONG).message())
                .contains("web is for eth7, which does not exist", "or name eth0");
        configure(router("10.8.0.11/32"));
        awaitVerdict("InterfacesFit", Verdict.FINE);
    }

    private void run(String address) {
        configure(router(address));
        agent.await(State.MASTER);
    }

    private void configure(ConfigBuilder router) {
        agent.configure(router.build());
    }

    private static ConfigBuilder router(String address) {
        return ConfigBuilder.router("web").addresses(address).interval(Duration.ofMillis(100));
    }

    private List<Finding> look() {
        node.run(() -> {
            preflight.look();
            return found;
        });
        return found;
    }

    /** The kernel tells of its interfaces a moment later. */
    private Finding awaitVerdict(String condition, Verdict verdict) {
        return await(condition + " is " + verdict)
                .atMost(BOUND)
                .until(
                        () -> look().stream()
                                .filter(finding -> finding.condition().equals(condition))
                                .findFirst()
                                .orElseThrow(),
                        finding -> finding.verdict() == verdict);
    }
}
