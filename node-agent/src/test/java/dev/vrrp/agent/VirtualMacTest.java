package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.kernel.NetlinkAddressLeases;
import dev.vrrp.agent.kernel.NetlinkVirtualInterfaces;
import dev.vrrp.agent.lab.TwoNodes;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.runtime.Link;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A virtual router with its own MAC address, with strict reverse path filters on the nodes: what the LAN hears and what a client gets. */
class VirtualMacTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final VirtualRouterId VRID = new VirtualRouterId(51);

    private final TwoNodes nodes = new TwoNodes();
    private RunningAgent a;
    private RunningAgent b;

    @BeforeEach
    void twoNodes() {
        for (var node : List.of(nodes.a(), nodes.b())) {
            node.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/conf/all/rp_filter"), "1"));
            node.ip("link set lo up");
            nodes.plug(node, 0);
        }
        a = RunningAgent.in(nodes.a());
        b = RunningAgent.in(nodes.b());
    }

    @AfterEach
    void tearDown() {
        a.close();
        b.close();
        nodes.close();
    }

    @ParameterizedTest
    @EnumSource
    @Conforms({
        "RFC 9568 6.4.2 (335)",
        "RFC 9568 7.2 source MAC",
        "RFC 9568 7.3",
        "RFC 3768 6.4.2 (b)",
        "RFC 3768 7.2 source MAC",
        "RFC 3768 7.3"
    })
    void allThatIsSaidInItsNameComesFromItsMacAddress(AddressFamily family) {
        String address = address(family);
        try (Wire wire = Wire.of(nodes.client())) {
            a.configure(router(family, 200));
            b.configure(router(family, 100));
            a.await(State.MASTER);
            b.await(State.BACKUP);
            nodes.awaitAnswer(address, mac(family));
            await("the Backup has none")
                    .atMost(BOUND)
                    .until(() -> devices(nodes.b().ip("-br link")) == 0);
            nodes.a().exec("ping -c 1 -W 5 " + address);
            nodes.b().exec("ping -c 1 -W 5 " + address);

            // the other one takes over: the client asks nobody, and every bridge knows the way
            a.close();
            b.await(State.MASTER);
            assertThat(nodes.neighbour(address)).contains(mac(family));
            nodes.awaitAnswer(address, mac(family));
            await().atMost(BOUND).until(() -> devices(nodes.a().ip("-br link")) == 0);
            assertThat(b.report().links()).extracting(Link::name).containsExactly("eth0");

            assertThat(wire.frames())
                    .filteredOn(frame -> AdvertisementDecoder.decode(frame) instanceof Accepted)
                    .hasSizeGreaterThan(2)
                    .allMatch(frame -> sender(frame).equals(mac(family)));
            assertThat(wire.frames())
                    .filteredOn(frame -> isSaidBy(frame, address))
                    .isNotEmpty()
                    .allMatch(frame -> sender(frame).equals(mac(family))
                            && linkLayerAddress(frame).equals(mac(family)));
        }
    }

    @Test
    @Conforms("RFC 9568 7.4")
    void theKernelMakesNoAddressOutOfTheMacAddress() {
        a.becomeCalmMaster(plain(AddressFamily.IPV6, 200).virtualMac());
        nodes.awaitAnswer("2001:db8::11", mac(AddressFamily.IPV6));
        String device = device().replace("vrrp4", "vrrp6");
        assertThat(nodes.a().run(() -> Files.readString(Path.of("/proc/sys/net/ipv6/conf", device, "accept_ra"))
                        .strip()))
                .isEqualTo("0");
        assertThat(nodes.a().ip("-o -6 addr show dev " + device).lines())
                .hasSize(2)
                .allMatch(line -> line.contains("2001:db8::11/") || line.contains("fe80::200:5eff:fe00:233/"));
    }

    @Test
    void theInterfaceIsBackWhenAnotherProgramHasDeletedIt() {
        a.becomeCalmMaster(plain(AddressFamily.IPV4, 200).virtualMac());
        nodes.a().ip("link del " + device());
        nodes.awaitAnswer("192.168.1.11", mac(AddressFamily.IPV4));
        await().atMost(BOUND).until(() -> devices(nodes.a().ip("-br link")) == 1);
        assertThat(a.router().transitions()).as("Backup, Master").hasSize(2);
    }

    @Test
    void itGoesWithTheCardAndComesBackWithIt() {
        a.configure(router(AddressFamily.IPV4, 200));
        b.configure(router(AddressFamily.IPV4, 100));
        a.await(State.MASTER);
        nodes.a().ip("link set eth0 down");
        b.await(State.MASTER);
        await().atMost(BOUND).until(() -> devices(nodes.a().ip("-br link")) == 0);
        nodes.awaitAnswer("192.168.1.11", mac(AddressFamily.IPV4));
        nodes.a().ip("link set eth0 up");
        a.await(State.MASTER);
        b.await(State.BACKUP);
        nodes.awaitAnswer("192.168.1.11", mac(AddressFamily.IPV4));
    }

    @Test
    void whatAKilledAgentHasLeftIsAdopted() throws Exception {
        Duration interval = Duration.ofSeconds(5);
        leave(InterfaceAddress.parse("192.168.1.11/24"), interval.multipliedBy(3));
        a.configure(
                plain(AddressFamily.IPV4, 200).interval(interval).virtualMac().build());
        a.await(State.MASTER);
        assertThat(a.router().transitions().getFirst().reason()).isEqualTo(TransitionReason.ADDRESSES_ADOPTED);
        nodes.awaitAnswer("192.168.1.11", mac(AddressFamily.IPV4));
    }

    @Test
    void whatAKilledAgentHasLeftIsRemovedIfItIsNotNeeded() throws Exception {
        leave(InterfaceAddress.parse("192.168.1.11/24"), Duration.ofSeconds(15));
        a.configure();
        await().atMost(BOUND).until(() -> devices(nodes.a().ip("-br link")) == 0);
    }

    @Test
    void theAddressMovesToAndFromTheMacAddress() {
        a.configure(router(AddressFamily.IPV4, 200));
        nodes.awaitAnswer("192.168.1.11", mac(AddressFamily.IPV4));
        a.configure(plain(AddressFamily.IPV4, 200).build());
        nodes.awaitAnswer("192.168.1.11", nodes.mac(nodes.a(), 0));
        await().atMost(BOUND).until(() -> devices(nodes.a().ip("-br link")) == 0);
        a.configure(router(AddressFamily.IPV4, 200));
        nodes.awaitAnswer("192.168.1.11", mac(AddressFamily.IPV4));
    }

    /** As a killed agent would. */
    private void leave(InterfaceAddress address, Duration lease) throws Exception {
        int card = nodes.a().run(() -> NetworkInterface.getByName("eth0").getIndex());
        try (NetlinkVirtualInterfaces interfaces = nodes.a().run(NetlinkVirtualInterfaces::open);
                NetlinkAddressLeases leases = nodes.a().run(NetlinkAddressLeases::open)) {
            int index = interfaces.ensure(card, AddressFamily.IPV4, VRID);
            leases.hold(index, Map.of(address, lease));
        }
    }

    private static VirtualRouterConfig router(AddressFamily family, int priority) {
        return plain(family, priority).virtualMac().build();
    }

    private static ConfigBuilder plain(AddressFamily family, int priority) {
        return ConfigBuilder.router("web")
                .addresses(address(family) + (family == AddressFamily.IPV4 ? "/24" : "/64"))
                .priority(priority)
                .interval(Duration.ofMillis(500));
    }

    private static String address(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "192.168.1.11";
            case IPV6 -> "2001:db8::11";
        };
    }

    private static String mac(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "00:00:5e:00:01:33";
            case IPV6 -> "00:00:5e:00:02:33";
        };
    }

    private String device() {
        int card = nodes.a().run(() -> NetworkInterface.getByName("eth0").getIndex());
        return "vrrp4-51-" + Integer.toString(card, 36);
    }

    private static long devices(String links) {
        return links.lines().filter(line -> line.startsWith("vrrp")).count();
    }

    private static String sender(byte[] frame) {
        return mac(frame, 6);
    }

    /** An ARP packet with this sender, or a neighbour advertisement for this target. */
    private static boolean isSaidBy(byte[] frame, String address) {
        byte[] said = InetAddress.ofLiteral(address).getAddress();
        return switch (Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(12))) {
            case 0x0806 -> Arrays.equals(frame, 28, 32, said, 0, 4);
            case 0x86dd -> frame[20] == 58 && (frame[54] & 0xff) == 136 && Arrays.equals(frame, 62, 78, said, 0, 16);
            default -> false;
        };
    }

    /** The MAC address that such a frame tells; of one that tells none, its sender. */
    private static String linkLayerAddress(byte[] frame) {
        boolean isArp = ByteBuffer.wrap(frame).getShort(12) == 0x0806;
        return isArp ? mac(frame, 22) : frame.length >= 86 ? mac(frame, 80) : sender(frame);
    }

    private static String mac(byte[] frame, int offset) {
        return HexFormat.ofDelimiter(":").formatHex(frame, offset, offset + 6);
    }
}
