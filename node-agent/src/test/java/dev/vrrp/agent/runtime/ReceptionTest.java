package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.runtime.SimulatedNode.link;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.conformance.Conforms;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.Resignation;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.GratuitousArp;
import dev.vrrp.agent.protocol.wire.UnsolicitedNeighborAdvertisement;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From bytes to the election, and from the election to bytes: RFC 9568 sections 7.1, 7.2 and 6.4.2. */
class ReceptionTest {
    private static final Duration MASTER_DOWN = Duration.ofMillis(3_610);
    private static final InetAddress PEER = InetAddress.ofLiteral("192.168.1.9");
    private static final int TTL = 14 + 8;
    private static final int VERSION_AND_TYPE = 14 + 20;

    private final SimulatedNode node = new SimulatedNode();

    @BeforeEach
    void twoCards() {
        node.links(
                link("eth0", 2, true, "192.168.1.104/24", "fe80::104/64"),
                link("eth1", 3, true, "192.168.2.104/24", "fe80::204/64"));
    }

    @Test
    @DisplayName("a better Master is believed, unless its packet is for another VRID or interface, or fails a check")
    @Conforms({"RFC 9568 7.1 VRID", "RFC 9568 7.1 discard", "RFC 3768 7.1 VRID", "RFC 3768 7.1 discard"})
    void whatCounts() {
        for (ConfigBuilder config : List.of(config(), config().version2())) {
            VirtualRouterConfig ours = config.build();
            node.configure(ours);
            node.advance(MASTER_DOWN);
            byte[] better = from(config.priority(200).build());
            node.hears("eth1", better);
            node.hears("eth0", from(config.vrid(77).build()));
            node.hears("eth0", changed(better, TTL));
            node.hears("eth0", changed(better, VERSION_AND_TYPE));
            assertThat(state()).isEqualTo(State.MASTER);
            node.hears("eth0", better);
            assertThat(state()).isEqualTo(State.BACKUP);
            node.configure();
        }
    }

    @Test
    @DisplayName("a new Master advertises, holds each address and announces each from its card: ARP over IPv4")
    @Conforms({
        "RFC 9568 6.4.2 (380)",
        "RFC 9568 6.4.3 (610)",
        "RFC 9568 6.4.3 (650)",
        "RFC 9568 7.2 source",
        "RFC 3768 6.4.3 (a)",
        "RFC 3768 7.2 source"
    })
    void newMasterOverIpv4() {
        for (ConfigBuilder builder : List.of(config(), config().version2())) {
            VirtualRouterConfig config =
                    builder.addresses("192.168.1.111/24", "192.168.1.112/24").build();
            node.configure(config);
            node.sent.clear();
            node.advance(MASTER_DOWN);
            assertAdvertised(InetAddress.ofLiteral("192.168.1.104"));
            for (InterfaceAddress address : config.addresses()) {
                assertThat(node.addresses).containsEntry(address, 2);
                assertThat(node.sent).contains(GratuitousArp.encode((Inet4Address) address.address(), mac()));
            }
            node.configure();
            node.advance(MASTER_DOWN);
        }
    }

    @Test
    @DisplayName("the same over IPv6, from the link-local address, by Neighbor Advertisements")
    @Conforms({"RFC 9568 6.4.2 (395)", "RFC 9568 6.4.3 (625)", "RFC 9568 6.4.3 (650)", "RFC 9568 7.2 source"})
    void newMasterOverIpv6() {
        VirtualRouterConfig config =
                config().addresses("2001:db8::111/64", "2001:db8::112/64").build();
        node.configure(config);
        node.advance(MASTER_DOWN);
        assertAdvertised(InetAddress.ofLiteral("fe80::104"));
        for (InterfaceAddress address : config.addresses()) {
            assertThat(node.addresses).containsEntry(address, 2);
            assertThat(node.sent)
                    .contains(UnsolicitedNeighborAdvertisement.encode((Inet6Address) address.address(), mac()));
        }
    }

    @Test
    @DisplayName(
            "a Backup has none of the addresses, so that its kernel neither answers for them nor takes their packets")
    @Conforms({
        "RFC 9568 6.4.2 (310)",
        "RFC 9568 6.4.2 (320)",
        "RFC 9568 6.4.2 (340)",
        "RFC 3768 6.4.2 (a)",
        "RFC 3768 6.4.2 (c)"
    })
    void backupHoldsNothing() {
        for (ConfigBuilder config : List.of(config(), config().version2(), config().addresses("2001:db8::111/64"))) {
            node.configure(config.build());
            assertThat(state()).isEqualTo(State.BACKUP);
            assertThat(node.addresses).isEmpty();
            node.advance(MASTER_DOWN);
            assertThat(node.addresses).isNotEmpty();
            node.hears("eth0", from(config.priority(200).build()));
            assertThat(state()).isEqualTo(State.BACKUP);
            assertThat(node.addresses).isEmpty();
            node.configure();
        }
    }

    @Test
    @DisplayName(
            "what a Master repeats while the loop is behind waits once, and in its order; what it says later is taken again")
    void repetitions() {
        VirtualRouterConfig config = config().build();
        node.configure(config);
        List<Runnable> queue = new ArrayList<>();
        Reception reception = new Reception("eth0", node.gate(), node.engine(), queue::add);
        byte[] better = from(config().priority(200).build());
        byte[] resignation = AdvertisementEncoder.encode(
                config, new Resignation(), PEER, Envelope.multicast(AddressFamily.IPV4, 0x02_00_00_00_00_09L, 1));
        for (byte[] frame : List.of(better, better, better, resignation, resignation, better)) {
            reception.captured(frame);
        }
        assertThat(queue).hasSize(3);

        queue.forEach(Runnable::run);
        node.advance(MASTER_DOWN.minusMillis(1));
        assertThat(state()).isEqualTo(State.BACKUP);
        queue.clear();
        reception.captured(better);
        queue.forEach(Runnable::run);
        node.advance(MASTER_DOWN.minusMillis(1));
        assertThat(state()).isEqualTo(State.BACKUP);
        node.advance(Duration.ofMillis(1));
        assertThat(state()).isEqualTo(State.MASTER);
    }

    @Test
    @DisplayName("one that found no room in the queue is not taken for one that waits")
    void noRoom() {
        VirtualRouterConfig config = config().build();
        node.configure(config);
        AtomicInteger asked = new AtomicInteger();
        Reception reception = new Reception("eth0", node.gate(), node.engine(), _ -> asked.incrementAndGet() > 1);
        byte[] better = from(config().priority(200).build());
        for (int i = 0; i < 3; i++) {
            reception.captured(better);
        }
        assertThat(asked).hasValue(2);
    }

    private void assertAdvertised(InetAddress source) {
        assertThat(AdvertisementDecoder.decode(node.sent.getFirst()))
                .isInstanceOfSatisfying(Accepted.class, accepted -> {
                    assertThat(accepted.advertisement().source()).isEqualTo(source);
                    assertThat(accepted.envelope().senderMac()).isEqualTo(mac());
                });
    }

    private State state() {
        return Objects.requireNonNull(node.report).routers().getFirst().state();
    }

    private long mac() {
        return Objects.requireNonNull(node.links.get("eth0")).mac();
    }

    private static ConfigBuilder config() {
        return ConfigBuilder.router("vi-1");
    }

    private static byte[] from(VirtualRouterConfig config) {
        InetAddress source = config.family() == AddressFamily.IPV4 ? PEER : InetAddress.ofLiteral("fe80::9");
        Envelope envelope = Envelope.multicast(config.family(), 0x02_00_00_00_00_09L, 1);
        return AdvertisementEncoder.encode(config, config.priority(), source, envelope);
    }

    private static byte[] changed(byte[] frame, int index) {
        byte[] changed = frame.clone();
        changed[index]--;
        return changed;
    }
}
