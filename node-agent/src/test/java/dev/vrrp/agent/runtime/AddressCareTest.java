package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.runtime.SimulatedNode.link;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.AddressProblem.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the addresses of a Master: leases in lots, what others do to them, and the announcements. */
class AddressCareTest {
    private static final Duration MASTER_DOWN = Duration.ofMillis(3_610);
    private static final InterfaceAddress ADDRESS = InterfaceAddress.parse("192.168.1.111/24");

    private final SimulatedNode node = new SimulatedNode();

    @BeforeEach
    void oneCard() {
        node.links(link("eth0", 2, true, "192.168.1.104/24"));
    }

    @Test
    void theLeasesOfManyAreRefreshedTogether() {
        node.configure(many(200, Duration.ofMillis(100)));
        node.advance(Duration.ofSeconds(2));
        node.refreshes.clear();

        node.advance(Duration.ofSeconds(10));

        assertThat(node.refreshes).hasSizeBetween(25, 40);
        assertThat(node.refreshes)
                .allSatisfy(batch -> assertThat(batch.get(2)).hasSize(200).containsValue(Duration.ofSeconds(1)));
    }

    @Test
    void whereTheIntervalIsLongALeaseIsRefreshedWithItsOwnAdvertisementOnly() {
        node.configure(router("web-1", 51, "192.168.1.111/24"));
        node.advance(MASTER_DOWN.plusMillis(400));
        node.configure(router("web-1", 51, "192.168.1.111/24"), router("web-2", 52, "192.168.1.112/24"));
        node.advance(MASTER_DOWN);
        node.refreshes.clear();

        node.advance(Duration.ofSeconds(4));

        assertThat(node.refreshes)
                .hasSize(8)
                .allSatisfy(batch -> assertThat(batch.get(2)).hasSize(1).containsValue(Duration.ofSeconds(3)));
    }

    @Test
    void anAddressThatAnotherProgramTakesAwayIsBackAtOnceAndAnnounced() {
        becomeMaster();
        node.sent.clear();

        node.loses(ADDRESS);

        assertThat(node.addresses).containsEntry(ADDRESS, 2);
        assertThat(node.sent).as("gratuitous ARP").hasSize(2);
        assertThat(node.restorations).singleElement().satisfies(restoration -> {
            assertThat(restoration.router()).isEqualTo("web");
            assertThat(restoration.address()).isEqualTo(ADDRESS);
            assertThat(restoration.times()).isEqualTo(1);
        });
        assertThat(problems()).isEmpty();
    }

    /** A refresh that comes before the news of the removal has put the address back, and nobody has told its neighbours. */
    @Test
    void anAddressThatTheRefreshHasPutBackIsAnnouncedAndToldAsWell() {
        becomeMaster();
        node.sent.clear();

        node.hearsOfRemoval(2, ADDRESS);

        assertThat(node.sent).as("gratuitous ARP").hasSize(2);
        assertThat(node.restorations).singleElement().satisfies(restoration -> {
            assertThat(restoration.address()).isEqualTo(ADDRESS);
            assertThat(restoration.times()).isEqualTo(1);
        });
        node.advance(Duration.ofSeconds(30));
        assertThat(node.restorations).hasSize(1);
    }

    @Test
    void anAddressThatIsTakenAwayAgainAndAgainIsPutBackMoreAndMoreSlowly() {
        becomeMaster();
        int times = 0;
        for (int second = 0; second < 120; second++) {
            if (node.addresses.containsKey(ADDRESS)) {
                node.loses(ADDRESS);
                times++;
            }
            node.advance(Duration.ofSeconds(1));
        }
        assertThat(times).as("times in two minutes").isBetween(8, 25);
        assertThat(node.restorations).hasSizeBetween(8, 25);
        assertThat(states()).containsExactly(State.MASTER);

        while (node.addresses.containsKey(ADDRESS)) {
            node.loses(ADDRESS);
        }
        assertThat(problems()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.REMOVED_REPEATEDLY);
            assertThat(problem.message()).contains("another program goes on taking it off the interface");
        });
        node.advance(Duration.ofSeconds(31));
        assertThat(node.addresses).containsKey(ADDRESS);
        assertThat(problems()).isEmpty();
    }

    @Test
    void anAddressOfAnotherProgramIsToldAndNotTouched() {
        node.othersAddresses.add(ADDRESS);
        becomeMaster();
        node.advance(Duration.ofSeconds(5));

        assertThat(node.addresses).isEmpty();
        assertThat(node.refreshes)
                .allSatisfy(batch -> assertThat(batch.getOrDefault(2, Map.of())).isEmpty());
        assertThat(problems()).singleElement().satisfies(problem -> {
            assertThat(problem.router()).isEqualTo("web");
            assertThat(problem.address()).isEqualTo(ADDRESS);
            assertThat(problem.reason()).isEqualTo(Reason.ANOTHER_PROGRAM);
            assertThat(problem.message()).contains("not ours");
        });

        node.othersAddresses.clear();
        node.hearsOfRemoval(2, ADDRESS);
        assertThat(node.addresses).containsEntry(ADDRESS, 2);
        assertThat(problems()).isEmpty();
    }

    @Test
    void aLossThatNobodyToldIsFoundWithinTenSeconds() {
        becomeMaster();
        node.addresses.clear();
        node.advance(Duration.ofSeconds(10));
        assertThat(node.addresses).containsKey(ADDRESS);
        assertThat(node.restorations).hasSize(1);
    }

    @Test
    void aFrozenMasterPutsNothingBackAndAnnouncesNothing() {
        node.configure(many(200, Duration.ofMillis(100)));
        node.advance(Duration.ofMillis(461));
        assertThat(node.addresses)
                .as("bound, and not all announced three times")
                .hasSize(200);
        node.sent.clear();
        node.now = node.now.plusNanos(Duration.ofSeconds(20).toNanos());
        // what the kernel has told meanwhile comes first
        node.loses(ADDRESS);
        node.advance(Duration.ofMillis(100));

        assertThat(node.addresses).isEmpty();
        assertThat(node.sent).isEmpty();
        assertThat(node.restorations).isEmpty();
    }

    @Test
    void manyAreAnnouncedAtAPaceFirstAllOnceThenAgain() {
        node.configure(many(200, Duration.ofMillis(100)));
        node.advance(Duration.ofMillis(362));
        int advertisements = 200;
        assertThat(node.sent).as("at once").hasSizeLessThan(advertisements + 260);
        assertThat(node.sent.stream()
                        .filter(AddressCareTest::isArp)
                        .map(List::of)
                        .distinct())
                .as("everyone has been announced once")
                .hasSizeGreaterThan(0);
        assertThat(announced()).hasSize(200);

        node.advance(Duration.ofMillis(300));
        assertThat(node.sent.stream().filter(AddressCareTest::isArp))
                .as("three rounds")
                .hasSize(600);
        node.advance(Duration.ofSeconds(4));
        assertThat(node.sent.stream().filter(AddressCareTest::isArp)).hasSize(600);
        node.advance(Duration.ofSeconds(1));
        assertThat(node.sent.stream().filter(AddressCareTest::isArp))
                .as("the second announcement")
                .hasSize(1200);
    }

    @Test
    void itIsAnnouncedOnceMoreWhenTheMasterBeforeHasStoppedAnswering() {
        becomeMaster();
        node.advance(Duration.ofMillis(150));
        assertThat(node.sent.stream().filter(AddressCareTest::isArp)).hasSize(2);
        node.advance(Duration.ofMillis(51));
        assertThat(node.sent.stream().filter(AddressCareTest::isArp)).hasSize(3);
    }

    @Test
    void whoGivesTheAddressUpAnnouncesItNoMore() {
        becomeMaster();
        node.links(link("eth0", 2, false, "192.168.1.104/24"));
        node.sent.clear();
        node.advance(Duration.ofSeconds(1));
        assertThat(node.sent.stream().filter(AddressCareTest::isArp)).isEmpty();
    }

    @Test
    void whoResignsAnnouncesNoMoreWhileItGoesOnAnswering() {
        becomeMaster();
        node.sent.clear();
        node.engine().shutdown(() -> {});
        node.advance(Duration.ofMillis(300));
        assertThat(node.addresses).containsKey(ADDRESS);
        assertThat(node.sent.stream().filter(AddressCareTest::isArp)).isEmpty();
    }

    private List<Integer> announced() {
        return node.sent.stream()
                .filter(AddressCareTest::isArp)
                .map(frame -> Byte.toUnsignedInt(frame[31]))
                .distinct()
                .toList();
    }

    private static boolean isArp(byte[] frame) {
        return frame[12] == 0x08 && frame[13] == 0x06;
    }

    private void becomeMaster() {
        node.configure(router("web", 51, "192.168.1.111/24"));
        node.advance(MASTER_DOWN);
        assertThat(states()).containsExactly(State.MASTER);
    }

    private List<State> states() {
        return Objects.requireNonNull(node.report).routers().stream()
                .map(RouterReport::state)
                .toList();
    }

    private List<AddressProblem> problems() {
        return Objects.requireNonNull(node.report).problems();
    }

    private static VirtualRouterConfig router(String name, int vrid, String address) {
        return SimulatedNode.router(name, vrid, "eth0", address);
    }

    private static VirtualRouterConfig[] many(int count, Duration interval) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> ConfigBuilder.router("web-" + i)
                        .on("eth0")
                        .vrid(i)
                        .interval(interval)
                        .addresses("192.168.1." + i + "/24")
                        .build())
                .toArray(VirtualRouterConfig[]::new);
    }
}
