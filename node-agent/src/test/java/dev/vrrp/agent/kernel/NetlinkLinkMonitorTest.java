package dev.vrrp.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.LinkMonitor;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetlinkLinkMonitorTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final List<List<Link>> told = new CopyOnWriteArrayList<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final NetlinkLinkMonitor monitor = new NetlinkLinkMonitor();
    private NetworkNamespace node;

    @BeforeEach
    void setUp() {
        node = NetworkNamespace.create();
        node.ip("link set lo up");
        node.ip("link add eth0 address 02:00:00:00:01:04 type veth peer name peer");
        node.ip("link set eth0 up");
        node.ip("link set peer up");
        node.ip("addr add 192.168.1.104/24 dev eth0");
    }

    @AfterEach
    void tearDown() {
        monitor.close();
        node.close();
    }

    @Test
    void theFirstListComesBeforeStartReturns() {
        start();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).extracting(Link::name).containsExactlyInAnyOrder("eth0", "peer");
        Link eth0 = link("eth0").orElseThrow();
        assertThat(eth0.mac()).isEqualTo(0x020000000104L);
        assertThat(eth0.mtu()).isEqualTo(1500);
        assertThat(eth0.index()).isPositive();
        assertThat(eth0.up()).isTrue();
        assertThat(eth0.addresses()).contains(InterfaceAddress.parse("192.168.1.104/24"));
    }

    @Test
    void downAndUp() {
        start();
        node.ip("link set eth0 down");
        awaitLink("eth0", link -> !link.up());
        node.ip("link set eth0 up");
        awaitLink("eth0", Link::up);
    }

    @Test
    void carrier() {
        start();
        node.ip("link set peer down");
        awaitLink("eth0", link -> !link.up());
        node.ip("link set peer up");
        awaitLink("eth0", Link::up);
    }

    @Test
    void anotherInterfaceOfTheSameNameHasAnotherIndex() {
        start();
        int first = link("eth0").orElseThrow().index();
        node.ip("link del eth0");
        awaitTold(links -> links.isEmpty());
        node.ip("link add eth0 type veth peer name peer");
        awaitLink("eth0", link -> link.index() != first && !link.up());
    }

    @Test
    void anotherName() {
        start();
        int index = link("eth0").orElseThrow().index();
        node.ip("link set eth0 down");
        node.ip("link set eth0 name lan0");
        awaitLink("lan0", link -> link.index() == index);
        assertThat(link("eth0")).isEmpty();
    }

    @Test
    void addressesAndMtu() {
        start();
        node.ip("addr add 192.168.1.200/24 dev eth0");
        awaitLink("eth0", link -> link.addresses().contains(InterfaceAddress.parse("192.168.1.200/24")));
        assertThat(link("eth0").orElseThrow().ipv4Address())
                .contains(InterfaceAddress.parse("192.168.1.104").address());
        node.ip("addr del 192.168.1.104/24 dev eth0");
        awaitLink("eth0", link -> !link.addresses().contains(InterfaceAddress.parse("192.168.1.104/24")));
        node.ip("link set eth0 mtu 9000");
        awaitLink("eth0", link -> link.mtu() == 9000);
    }

    @Test
    void theAddressToSpeakFromStaysTheOldest() {
        node.ip("link set eth0 addrgenmode none");
        node.ip("addr flush dev eth0 scope link");
        node.ip("addr add fe80::104/64 dev eth0 nodad");
        node.ip("addr add 2001:db8::104/64 dev eth0 nodad");
        node.ip("addr add fe80::1/64 dev eth0 nodad");
        node.ip("addr add 2001:db8::1/64 dev eth0 nodad");
        start();
        assertThat(link("eth0").orElseThrow().ipv6Address(true)).contains(InetAddress.ofLiteral("fe80::104"));
        assertThat(link("eth0").orElseThrow().ipv6Address(false)).contains(InetAddress.ofLiteral("2001:db8::104"));
    }

    @Test
    void anIpv6AddressCountsOnceItIsKnownToBeUnique() {
        // it is asked for once there is a carrier
        node.ip("link set eth0 down");
        node.ip("link set peer down");
        node.ip("link set peer up");
        node.ip("addr add fe80::104/64 dev peer");
        start();
        assertThat(link("peer").orElseThrow().addresses()).doesNotContain(InterfaceAddress.parse("fe80::104/64"));
        node.ip("link set eth0 up");
        awaitLink("peer", link -> link.addresses().contains(InterfaceAddress.parse("fe80::104/64")));
    }

    @Test
    void ourLeasesAreLeftOutAndMakeNoNoise() throws IOException {
        start();
        awaitLink("eth0", link -> link.ipv6Address(true).isPresent());
        awaitLink("peer", link -> link.ipv6Address(true).isPresent());
        int before = told.size();
        int index = link("eth0").orElseThrow().index();
        InterfaceAddress address = InterfaceAddress.parse("192.168.1.111/24");
        try (NetlinkAddressLeases leases = node.run(NetlinkAddressLeases::open)) {
            Duration lease = Duration.ofSeconds(60);
            leases.hold(index, Map.of(address, lease, InterfaceAddress.parse("2001:db8::1/64"), lease));
            leases.refresh(Map.of(index, Map.of(address, lease)));
            leases.release(index, List.of(address));
        }
        node.ip("link set eth0 mtu 1400");
        awaitLink("eth0", link -> link.mtu() == 1400);
        assertThat(told).hasSize(before + 1);
        assertThat(link("eth0").orElseThrow().addresses())
                .allSatisfy(each -> assertThat(each.toString()).doesNotStartWith("2001:db8:0:0:0:0:0:1/"));
    }

    @Test
    void aBurstThatOverrunsTheQueueLosesNothing(@TempDir Path directory) throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        node.run(() -> {
            monitor.start(links -> {
                if (!told.isEmpty()) {
                    waitFor(slow);
                }
                told.add(links);
            });
            return true;
        });
        Path batch = directory.resolve("batch");
        Files.writeString(
                batch,
                IntStream.range(0, 6000)
                        .mapToObj(i -> "addr add 10." + i / 250 + "." + i % 250 + ".1/32 dev eth0\n")
                        .collect(Collectors.joining()));
        node.ip("-batch " + batch);
        assertThat(lostNotifications()).isPositive();
        slow.countDown();
        awaitLink("eth0", link -> link.addresses().size() >= 6001);
    }

    @Test
    void aListThatWasNotTakenIsToldAgain() {
        AtomicInteger refusals = new AtomicInteger(1);
        node.run(() -> {
            monitor.start(links -> {
                if (!told.isEmpty() && refusals.getAndDecrement() > 0) {
                    throw new IllegalStateException("on purpose");
                }
                told.add(links);
            });
            return true;
        });
        node.ip("link set eth0 mtu 1400");
        awaitLink("eth0", link -> link.mtu() == 1400);
        assertThat(refusals.get()).isNotPositive();
    }

    @Test
    void closeEndsTheThreadAndTheNews() {
        start();
        assertThat(threads()).isEqualTo(1);
        // waits for its end
        monitor.close();
        assertThat(threads()).isZero();
        monitor.close();
        int before = told.size();
        node.ip("link set eth0 down");
        assertThat(told).hasSize(before);
        assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatOthersDoToAddressesIsTold() throws IOException {
        start();
        int index = link("eth0").orElseThrow().index();
        InterfaceAddress address = InterfaceAddress.parse("192.168.1.111/24");
        try (NetlinkAddressLeases leases = node.run(NetlinkAddressLeases::open)) {
            leases.hold(index, Map.of(address, Duration.ofSeconds(60)));
            leases.refresh(Map.of(index, Map.of(address, Duration.ofSeconds(60))));
            node.ip("addr del 192.168.1.111/24 dev eth0");
        }
        node.ip("addr add 192.168.1.112/24 dev eth0");
        await().atMost(BOUND).until(() -> changes.contains(index + " + 192.168.1.112"));
        assertThat(changes)
                .filteredOn(change -> change.contains("192.168.1.111"))
                .containsExactly(index + " - 192.168.1.111");
    }

    private void start() {
        node.run(() -> {
            monitor.start(new LinkMonitor.Listener() {
                @Override
                public void linksChanged(List<Link> links) {
                    told.add(links);
                }

                @Override
                public void addressChanged(int linkIndex, InetAddress address, boolean removed) {
                    changes.add(linkIndex + (removed ? " - " : " + ") + InterfaceAddress.text(address));
                }
            });
            return true;
        });
    }

    private Optional<Link> link(String name) {
        return told.getLast().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    private void awaitTold(Predicate<List<Link>> condition) {
        await().atMost(BOUND).until(() -> condition.test(told.getLast()));
    }

    private void awaitLink(String name, Predicate<Link> condition) {
        awaitTold(_ -> link(name).filter(condition).isPresent());
    }

    /** Column Drops of the sockets in this namespace; the one that sees the addresses is the monitor's. */
    private long lostNotifications() {
        return node.run(() -> Files.readAllLines(Path.of("/proc/thread-self/net/netlink"))).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[8]))
                .sum();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("link-monitor"))
                .count();
    }
}
