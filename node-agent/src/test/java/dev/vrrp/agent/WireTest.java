package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.configuration.ConfigurationReader;
import dev.vrrp.agent.configuration.NodeConfigDocument;
import dev.vrrp.agent.configuration.NodeConfigFile;
import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.UnsolicitedNeighborAdvertisement;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.RouterReport;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent, from a NodeConfig to what a neighbour on the LAN hears and the kernel holds. */
class WireTest implements ReportListener {
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** A Backup learns it, and so stays one for 15 s after a single advertisement. */
    private static final AdvertisementInterval INTERVAL_OF_OTHERS = AdvertisementInterval.ofSeconds(5);

    @TempDir
    private Path folder;

    private NetworkNamespace node;
    private NetworkNamespace neighbour;
    private Wire wire;
    private NodeAgent agent;
    private int generation;
    private volatile NodeReport report = new NodeReport(0, List.of(), List.of());

    @BeforeEach
    void setUp() {
        node = NetworkNamespace.create();
        neighbour = NetworkNamespace.create();
        node.ip("link add eth0 type veth peer name eth0 netns " + neighbour.name());
        for (NetworkNamespace each : List.of(node, neighbour)) {
            each.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv6/conf/eth0/accept_dad"), "0"));
        }
        plug(node, "104");
        plug(neighbour, "109");
        wire = Wire.of(neighbour);
        agent = node.run(() -> KernelPorts.nodeAgent(this));
        node.run(() -> {
            agent.start();
            return agent;
        });
    }

    private static void plug(NetworkNamespace namespace, String host) {
        namespace.ip("link set eth0 addrgenmode none");
        namespace.ip("link set eth0 up");
        namespace.ip("addr add 192.168.1." + host + "/24 dev eth0");
        namespace.ip("addr add fe80::" + host + "/64 dev eth0 nodad");
        namespace.ip("addr add 2001:db8::" + host + "/64 dev eth0 nodad");
    }

    @AfterEach
    void tearDown() {
        agent.stop();
        wire.close();
        node.close();
        neighbour.close();
    }

    @Test
    void ipv6() throws Exception {
        becomeCalmMaster("""
                - {name: web-ipv6, virtualIP: web, family: IPv6, vrid: 51, interface: eth0, priority: 100,
                   advertisementInterval: 100ms, addresses: [2001:db8::111/64, 2001:db8::112]}
                """, "web-ipv6");

        byte[] frame = wire.await(heard -> AdvertisementDecoder.decode(heard) instanceof Accepted);
        Accepted accepted = (Accepted) AdvertisementDecoder.decode(frame);
        assertThat(InterfaceAddress.text(accepted.advertisement().source())).isEqualTo(linkLocalOfNode());
        assertThat(InterfaceAddress.text(accepted.envelope().destination())).isEqualTo("ff02::12");
        assertThat(accepted.advertisement().addresses())
                .extracting(InterfaceAddress::text)
                .containsExactly("fe80::200:5eff:fe00:233", "2001:db8::111", "2001:db8::112");
        assertThat(accepted.advertisement().interval().toDuration()).isEqualTo(Duration.ofMillis(100));

        for (InetAddress address : accepted.advertisement().addresses()) {
            byte[] announcement = UnsolicitedNeighborAdvertisement.encode((Inet6Address) address, node.mac("eth0"));
            wire.await(heard -> ByteBuffer.wrap(announcement).equals(ByteBuffer.wrap(heard)));
        }
        assertThat(node.ip("-6 addr show dev eth0 deprecated"))
                .contains("fe80::200:5eff:fe00:233/64", "2001:db8::111/64", "2001:db8::112/128")
                .doesNotContain("tentative");
        for (String address : List.of("fe80::200:5eff:fe00:233%eth0", "2001:db8::111", "2001:db8::112")) {
            neighbour.exec("ping -6 -c 1 -W 5 " + address);
        }

        // a better Master on the link, which lists its addresses in its own way
        speak(accepted.advertisement(), 200, "fe80::109", "ff02::12", "2001:db8::111");
        awaitStates(Map.of("web-ipv6", State.BACKUP));
        await().atMost(BOUND).untilAsserted(() -> assertThat(node.ip("-6 addr show dev eth0"))
                .doesNotContain("2001:db8::111", "2001:db8::112", "fe80::200:5eff"));
    }

    @Test
    void bothFamiliesMoveAsOne() throws Exception {
        becomeCalmMaster("""
                - {name: web-ipv4, virtualIP: web, vrid: 51, interface: eth0, priority: 100,
                   advertisementInterval: 100ms, addresses: [192.168.1.111/24]}
                - {name: web-ipv6, virtualIP: web, family: IPv6, vrid: 51, interface: eth0, priority: 100,
                   advertisementInterval: 100ms, addresses: [2001:db8::111/64]}
                """, "web-ipv4", "web-ipv6");
        assertThat(node.ip("addr show dev eth0")).contains("192.168.1.111/24", "2001:db8::111/64");

        Accepted ipv6 = (Accepted) AdvertisementDecoder.decode(
                wire.await(heard -> AdvertisementDecoder.decode(heard) instanceof Accepted accepted
                        && accepted.advertisement().source() instanceof Inet6Address));
        speak(ipv6.advertisement(), 200, "fe80::109", "ff02::12", "2001:db8::111");
        awaitStates(Map.of("web-ipv4", State.BACKUP, "web-ipv6", State.BACKUP));
        await().atMost(BOUND).untilAsserted(() -> assertThat(node.ip("addr show dev eth0"))
                .doesNotContain("192.168.1.111/24", "2001:db8::111/64"));
    }

    @Test
    void unicastOverIpv4() throws Exception {
        unicast("IPv4", "192.168.1.104", "192.168.1.109", "192.168.2.9", "192.168.1.111", "via 192.168.1.109");
    }

    @Test
    void unicastOverIpv6() throws Exception {
        unicast("IPv6", "fe80::104", "fe80::109", "fe80::9", "2001:db8::111", "dev eth0");
    }

    @Test
    void unicastOverIpv6BetweenGlobalAddresses() throws Exception {
        unicast("IPv6", "2001:db8::104", "2001:db8::109", "2001:db8:2::9", "2001:db8::111", "via 2001:db8::109");
    }

    /** Between {@code own} and {@code peer}; there is a way to {@code silent}, another peer that says nothing. */
    private void unicast(String family, String own, String peer, String silent, String address, String way)
            throws Exception {
        node.ip("route add " + silent + " " + way);
        neighbour.ip("addr add " + silent + " dev eth0");
        becomeCalmMaster("""
                - {name: web, virtualIP: web, family: %s, vrid: 51, interface: eth0, priority: 100, transport: Unicast,
                   advertisementInterval: 100ms, addresses: ["%s"], peers: ["%s", "%s"]}
                """.formatted(family, address, peer, silent), "web");

        for (String destination : List.of(peer, silent)) {
            byte[] frame = wire.await(heard -> isAdvertisement(heard, destination));
            Accepted accepted = (Accepted) AdvertisementDecoder.decode(frame);
            assertThat(InterfaceAddress.text(accepted.advertisement().source())).isEqualTo(own);
            assertThat(accepted.envelope().senderMac()).isEqualTo(node.mac("eth0"));
            assertThat(accepted.envelope().destinationMac()).isEqualTo(neighbour.mac("eth0"));
        }
        assertThat(wire.frames())
                .noneMatch(heard -> isAdvertisement(heard, "224.0.0.18") || isAdvertisement(heard, "ff02::12"));

        // whoever is no peer is not heard, a peer is
        Advertisement ours = ((Accepted) AdvertisementDecoder.decode(wire.await(heard -> isAdvertisement(heard, peer))))
                .advertisement();
        speak(ours, 250, peer.replace("109", "110"), own, address);
        speak(ours, 200, peer, own, address);
        awaitStates(Map.of("web", State.BACKUP));
        assertThat(report.routers().getFirst().transitions().getFirst().reason())
                .isEqualTo(TransitionReason.HIGHER_PRIORITY_MASTER);
        speak(ours, 0, peer, own, address);
        awaitStates(Map.of("web", State.MASTER));
        assertThat(wire.frames())
                .as("no ICMP error for a protocol that the kernel does not know")
                .noneMatch(WireTest::isIcmpError);
    }

    private static boolean isAdvertisement(byte[] frame, String destination) {
        return AdvertisementDecoder.decode(frame) instanceof Accepted accepted
                && InterfaceAddress.text(accepted.envelope().destination()).equals(destination);
    }

    private static boolean isIcmpError(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int type = Short.toUnsignedInt(bytes.getShort(12));
        boolean ipv4Unreachable = type == 0x0800 && bytes.get(23) == 1 && bytes.get(34) == 3;
        boolean ipv6ParameterProblem = type == 0x86dd && bytes.get(20) == 58 && bytes.get(54) == 4;
        return ipv4Unreachable || ipv6ParameterProblem;
    }

    /** The neighbour sends what the node sent, as another router. */
    private void speak(Advertisement like, int priority, String source, String destination, String address) {
        Advertisement advertisement = new Advertisement(
                like.version(),
                like.vrid(),
                AdvertisedPriority.of(priority),
                INTERVAL_OF_OTHERS,
                List.of(InetAddress.ofLiteral(address)),
                InetAddress.ofLiteral(source));
        Envelope envelope = new Envelope(0x0200_0000_0109L, node.mac("eth0"), InetAddress.ofLiteral(destination), 0);
        wire.send(AdvertisementEncoder.encode(
                advertisement, new Authentication.None(), ChecksumMode.PSEUDO_HEADER, envelope));
    }

    /** Master soon, and then with an interval that lets it stay so where this process does not run for a while. */
    private void becomeCalmMaster(String virtualRouters, String... names) throws Exception {
        Map<String, State> masters = Stream.of(names).collect(Collectors.toMap(name -> name, _ -> State.MASTER));
        configure(virtualRouters);
        awaitStates(masters);
        configure(virtualRouters.replace("100ms", RunningAgent.CALM.toSeconds() + "s"));
        await().atMost(BOUND).until(() -> report.generation() == generation);
        awaitStates(masters);
    }

    private void configure(String virtualRouters) throws Exception {
        Path file = folder.resolve("node.yaml");
        Files.writeString(file, """
                apiVersion: vrrp.dev/v1alpha1
                kind: NodeConfig
                metadata: {name: server-a, generation: %d}
                spec:
                  virtualRouters:
                """.formatted(++generation) + virtualRouters.indent(2));
        NodeConfigDocument document = NodeConfigFile.read(file);
        agent.configure(ConfigurationReader.read(document.spec(), document.generation(), document));
    }

    private void awaitStates(Map<String, State> states) {
        await().atMost(BOUND)
                .until(
                        () -> report.routers().stream()
                                .collect(Collectors.toMap(RouterReport::name, RouterReport::state)),
                        states::equals);
    }

    private String linkLocalOfNode() {
        return report.links().getFirst().addresses().stream()
                .map(address -> address.address())
                .filter(InetAddress::isLinkLocalAddress)
                .map(InterfaceAddress::text)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void reported(NodeReport latest) {
        report = latest;
    }

    @Override
    public void changed(RouterReport router, RouterReport.Change change) {}
}
