package dev.vrrp.agent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.kernel.RawProtocolSockets;
import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.protocol.wire.UnsolicitedNeighborAdvertisement;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.Segments.FrameListener;
import dev.vrrp.agent.runtime.Segments.Segment;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PcapSegmentsTest {
    /** Ethernet, IPv6 and VRRP headers and 255 IPv6 addresses. */
    private static final int LONGEST = 14 + 40 + 8 + 255 * 16;

    private static final Duration BOUND = Duration.ofSeconds(10);

    private final PcapSegments segments = new PcapSegments(new RawProtocolSockets());
    private final Frames heardByA = new Frames();
    private final Frames heardByB = new Frames();
    private NetworkNamespace a;
    private NetworkNamespace b;

    @BeforeEach
    void setUp() {
        a = NetworkNamespace.create();
        b = NetworkNamespace.create();
        connect();
    }

    @AfterEach
    void tearDown() {
        a.close();
        b.close();
    }

    @Test
    void aFrameGoesFromOneToTheOtherAndNotBackToItself() throws IOException {
        try (Segment fromA = open(a, heardByA);
                Segment fromB = open(b, heardByB)) {
            byte[] ipv4 = Frame.ipv4(112, 1);
            byte[] ipv6 = Frame.ipv6(112, 2);
            fromA.send(ipv4);
            fromA.send(ipv6);
            heardByB.await(ipv4, ipv6);
            fromB.send(ipv4);
            heardByA.await(ipv4);
        }
    }

    @Test
    void otherProtocolsAreLeftOut() throws IOException {
        try (Segment fromA = open(a, heardByA);
                Segment _ = open(b, heardByB)) {
            fromA.send(Frame.ipv4(17, 1));
            fromA.send(Frame.ipv6(58, 2));
            fromA.send(Frame.ipv4(112, 3));
            heardByB.await(Frame.ipv4(112, 3));
        }
    }

    @Test
    void claimsOfAddressesAreHeard() throws IOException {
        byte[] advertisement = UnsolicitedNeighborAdvertisement.encode(
                (Inet6Address) Inet6Address.ofLiteral("2001:db8::111"), 0x5e_00_01_33);
        try (Segment fromA = open(a, heardByA);
                Segment _ = open(b, heardByB)) {
            fromA.send(Frame.arp());
            fromA.send(advertisement);
            heardByB.await(Frame.arp(), advertisement);
        }
    }

    @Test
    void aLongFrameIsWhole() throws IOException {
        a.ip("link set eth0 mtu 9000");
        b.ip("link set eth0 mtu 9000");
        try (Segment fromA = open(a, heardByA);
                Segment _ = open(b, heardByB)) {
            fromA.send(Frame.ipv4(112, 1, LONGEST));
            heardByB.await(Frame.ipv4(112, 1, LONGEST));
        }
    }

    @Test
    void aSwitchThatSnoopsLetsThemThrough() throws IOException {
        a.ip("link del eth0");
        try (NetworkNamespace lan = NetworkNamespace.create()) {
            lan.ip("link add switch type bridge mcast_snooping 1 mcast_querier 1");
            lan.ip("link set switch up");
            plug(lan, "port-a", a);
            plug(lan, "port-b", b);
            try (Segment fromA = open(a, heardByA);
                    Segment _ = open(b, heardByB)) {
                await().atMost(BOUND).until(() -> lan.exec("bridge mdb show").contains("port port-b grp ff02::12"));
                fromA.send(Frame.ipv4(112, 1));
                fromA.send(Frame.ipv6(112, 2));
                heardByB.await(Frame.ipv4(112, 1), Frame.ipv6(112, 2));
            }
        }
    }

    @Test
    void aFirewallDoesNotMakeItDeaf() throws IOException {
        b.exec("nft add table inet guard");
        b.exec("nft add chain inet guard input { type filter hook input priority 0 ; policy drop ; }");
        try (Segment fromA = open(a, heardByA);
                Segment _ = open(b, heardByB)) {
            fromA.send(Frame.ipv4(112, 1));
            heardByB.await(Frame.ipv4(112, 1));
        }
    }

    @Test
    void itOutlivesDownAndUp() throws IOException {
        try (Segment fromA = open(a, heardByA);
                Segment _ = open(b, heardByB)) {
            b.ip("link set eth0 down");
            b.ip("link set eth0 up");
            await().atMost(BOUND).untilAsserted(() -> {
                fromA.send(Frame.ipv4(112, 1));
                assertThat(heardByB.frames()).isNotEmpty();
            });
            assertThat(heardByB.failures()).isEmpty();
        }
    }

    @Test
    void aDeletedInterfaceIsToldOnceAndTheNextOneOpens() throws IOException {
        Segment fromA = open(a, heardByA);
        Segment fromB = open(b, heardByB);
        Link deleted = b.run(PcapSegmentsTest::link);
        b.ip("link del eth0");
        heardByA.awaitFailure();
        heardByB.awaitFailure();
        assertThatThrownBy(() -> fromB.send(Frame.arp()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("send 60 bytes on eth0: ");
        connect();
        assertThatThrownBy(() -> open(b, deleted, heardByB)).hasMessageContaining("interface " + deleted.index());

        Frames again = new Frames();
        try (Segment newA = open(a, heardByA);
                Segment _ = open(b, again)) {
            newA.send(Frame.ipv4(112, 1));
            again.await(Frame.ipv4(112, 1));
        }
        fromA.close();
        fromB.close();
        assertThat(heardByA.failures()).hasSize(1);
        assertThat(heardByB.failures()).hasSize(1);
    }

    @Test
    void closeEndsTheThreadAtOnceAlsoUnderTraffic() throws Exception {
        Segment fromA = open(a, heardByA);
        Segment fromB = open(b, heardByB);
        AtomicReference<IOException> refusal = new AtomicReference<>();
        CountDownLatch refused = new CountDownLatch(4);
        try (ExecutorService senders = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                senders.execute(() -> {
                    sendUntilRefused(fromA, refusal);
                    refused.countDown();
                });
            }
            await().until(() -> heardByB.frames().size() > 100);
            assertThat(took(fromB::close)).isLessThan(BOUND);
            assertThat(took(fromA::close)).isLessThan(BOUND);
            assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(refusal.get()).hasMessageContaining("the segment is closed");
        await().atMost(BOUND).until(() -> captureThreads() == 0);
        assertThat(heardByB.failures()).isEmpty();
        fromB.close();
    }

    @Test
    void closeAtOnceAfterOpenEndsTheThreadToo() {
        for (int i = 0; i < 20; i++) {
            open(b, heardByB).close();
        }
        await().atMost(BOUND).until(() -> captureThreads() == 0);
        assertThat(heardByB.failures()).isEmpty();
        assertThat(b.ip("maddr show dev eth0")).doesNotContain("224.0.0.18", "ff02::12");
    }

    @Test
    void theListenerMayClose() {
        AtomicReference<Segment> segment = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        FrameListener closer = new FrameListener() {
            @Override
            public void received(byte[] frame) {
                segment.get().close();
                closed.countDown();
            }

            @Override
            public void failed(IOException reason) {
                heardByB.failed(reason);
            }
        };
        segment.set(open(b, closer));
        try (Segment fromA = open(a, heardByA)) {
            await().until(() -> {
                fromA.send(Frame.ipv4(112, 1));
                return closed.getCount() == 0;
            });
        }
        await().until(() -> captureThreads() == 0);
        assertThat(heardByB.failures()).isEmpty();
    }

    @Test
    void aListenerThatFailsDoesNotEndTheCapture() throws IOException {
        FrameListener failing = new FrameListener() {
            @Override
            public void received(byte[] frame) {
                heardByB.received(frame);
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void failed(IOException reason) {
                heardByB.failed(reason);
            }
        };
        try (Segment fromA = open(a, heardByA);
                Segment _ = open(b, failing)) {
            fromA.send(Frame.ipv4(112, 1));
            fromA.send(Frame.ipv4(112, 2));
            heardByB.await(Frame.ipv4(112, 1), Frame.ipv4(112, 2));
        }
    }

    @Test
    void whatIsNotThereIsRefusedByName() {
        Link missing = new Link("eth7", 4711, true, 0, 1500, List.of());
        assertThatThrownBy(() -> open(a, missing, heardByA))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("4711")
                .hasMessageContaining("ENODEV");
    }

    private void connect() {
        a.ip("link add eth0 type veth peer name eth0 netns " + b.name());
        a.ip("link set eth0 up");
        b.ip("link set eth0 up");
    }

    private static void plug(NetworkNamespace lan, String port, NetworkNamespace node) {
        lan.ip("link add " + port + " type veth peer name eth0 netns " + node.name());
        lan.ip("link set " + port + " master switch");
        lan.ip("link set " + port + " up");
        node.ip("link set eth0 up");
    }

    private Segment open(NetworkNamespace node, FrameListener listener) {
        return open(node, node.run(PcapSegmentsTest::link), listener);
    }

    private Segment open(NetworkNamespace node, Link link, FrameListener listener) {
        return node.run(() -> segments.open(link, listener));
    }

    private static Link link() throws IOException {
        NetworkInterface card = NetworkInterface.getByName("eth0");
        return new Link("eth0", card.getIndex(), true, 0, card.getMTU(), List.of());
    }

    private static void sendUntilRefused(Segment segment, AtomicReference<IOException> refusal) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                segment.send(Frame.ipv4(112, 1));
                TimeUnit.MICROSECONDS.sleep(100);
            }
        } catch (IOException e) {
            refusal.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration took(Runnable action) {
        long began = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static long captureThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("capture-"))
                .count();
    }
}
