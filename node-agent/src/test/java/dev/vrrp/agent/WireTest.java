package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.configuration.ConfigurationReader;
import dev.vrrp.agent.configuration.NodeConfigDocument;
import dev.vrrp.agent.configuration.NodeConfigFile;
import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.State;
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
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent, from a NodeConfig to what a neighbour on the LAN hears and the kernel holds. */
class WireTest implements ReportListener {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private NetworkNamespace node;
    private NetworkNamespace neighbour;
    private Wire wire;
    private NodeAgent agent;
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
        configure("""
                - {name: web-ipv6, virtualIP: web, family: IPv6, vrid: 51, interface: eth0, priority: 100,
                   advertisementInterval: 100ms, addresses: [2001:db8::111/64, 2001:db8::112]}
                """);
        awaitStates(Map.of("web-ipv6", State.MASTER));

        byte[] frame = wire.await(heard -> AdvertisementDecoder.decode(heard) instanceof Accepted);
        Accepted accepted = (Accepted) AdvertisementDecoder.decode(frame);
        assertThat(InterfaceAddress.text(accepted.advertisement().source())).isEqualTo(linkLocalOfNode());
        assertThat(InterfaceAddress.text(accepted.envelope().destination())).isEqualTo("ff02::12");
        assertThat(accepted.advertisement().addresses())
                .extracting(InterfaceAddress::text)
                .containsExactly("fe80::200:5eff:fe00:233", "2001:db8::111", "2001:db8::112");
        assertThat(accepted.advertisement().interval().toDuration()).isEqualTo(Duration.ofMillis(100));

        for (InetAddress address : accepted.advertisement().addresses()) {
            byte[] announcement = UnsolicitedNeighborAdvertisement.encode((Inet6Address) address, mac());
            wire.await(heard -> ByteBuffer.wrap(announcement).equals(ByteBuffer.wrap(heard)));
        }
        assertThat(node.ip("-6 addr show dev eth0 deprecated"))
                .contains("fe80::200:5eff:fe00:233/64", "2001:db8::111/64", "2001:db8::112/128")
                .doesNotContain("tentative");
        for (String address : List.of("fe80::200:5eff:fe00:233%eth0", "2001:db8::111", "2001:db8::112")) {
            neighbour.exec("ping -6 -c 1 -W 5 " + address);
        }

        // a better Master on the link, which lists its addresses in its own way
        speak(accepted.advertisement(), 200, "2001:db8::111");
        awaitStates(Map.of("web-ipv6", State.BACKUP));
        await().atMost(BOUND).untilAsserted(() -> assertThat(node.ip("-6 addr show dev eth0"))
                .doesNotContain("2001:db8::111", "2001:db8::112", "fe80::200:5eff"));
    }

    @Test
    void bothFamiliesMoveAsOne() throws Exception {
        configure("""
                - {name: web-ipv4, virtualIP: web, vrid: 51, interface: eth0, priority: 100,
                   advertisementInterval: 100ms, addresses: [192.168.1.111/24]}
                - {name: web-ipv6, virtualIP: web, family: IPv6, vrid: 51, interface: eth0, priority: 100,
                   advertisementInterval: 100ms, addresses: [2001:db8::111/64]}
                """);
        awaitStates(Map.of("web-ipv4", State.MASTER, "web-ipv6", State.MASTER));
        assertThat(node.ip("addr show dev eth0")).contains("192.168.1.111/24", "2001:db8::111/64");

        Accepted ipv6 = (Accepted) AdvertisementDecoder.decode(
                wire.await(heard -> AdvertisementDecoder.decode(heard) instanceof Accepted accepted
                        && accepted.advertisement().source() instanceof Inet6Address));
        speak(ipv6.advertisement(), 200, "2001:db8::111");
        awaitStates(Map.of("web-ipv4", State.BACKUP, "web-ipv6", State.BACKUP));
        await().atMost(BOUND).untilAsserted(() -> assertThat(node.ip("addr show dev eth0"))
                .doesNotContain("192.168.1.111/24", "2001:db8::111/64"));
    }

    /** The neighbour sends what the node sent, with another priority and list of addresses. */
    private void speak(Advertisement like, int priority, String... addresses) {
        Advertisement advertisement = new Advertisement(
                like.version(),
                like.vrid(),
                AdvertisedPriority.of(priority),
                like.interval(),
                List.of(addresses).stream().map(InetAddress::ofLiteral).toList(),
                InetAddress.ofLiteral(like.source() instanceof Inet6Address ? "fe80::109" : "192.168.1.109"));
        Envelope envelope = Envelope.multicast(AddressFamily.of(advertisement.source()), 0x0200_0000_0109L, 7);
        wire.send(AdvertisementEncoder.encode(
                advertisement, new Authentication.None(), ChecksumMode.PSEUDO_HEADER, envelope));
    }

    private void configure(String virtualRouters) throws Exception {
        Path file = folder.resolve("node.yaml");
        Files.writeString(file, """
                apiVersion: vrrp.dev/v1alpha1
                kind: NodeConfig
                metadata: {name: server-a, generation: 1}
                spec:
                  virtualRouters:
                """ + virtualRouters.indent(2));
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

    private long mac() {
        byte[] bytes = node.run(() -> NetworkInterface.getByName("eth0").getHardwareAddress());
        return ByteBuffer.allocate(Long.BYTES).putShort((short) 0).put(bytes).getLong(0);
    }

    @Override
    public void reported(NodeReport latest) {
        report = latest;
    }

    @Override
    public void changed(RouterReport router, RouterReport.Change change) {}
}
