package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.MacAddress;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.GratuitousArp;
import dev.vrrp.agent.runtime.AddressProblem;
import dev.vrrp.agent.runtime.AddressProblem.Reason;
import dev.vrrp.agent.runtime.AddressRestoration;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.agent.runtime.AgentConfiguration.Group;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.RouterReport;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The addresses of a Master in a real kernel and on a real wire, and others who want them too. */
class AddressesTest implements ReportListener {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String ADDRESS = "192.168.1.111";

    /** As many as an advertisement carries over IPv4. */
    private static final String[] MANY =
            IntStream.rangeClosed(1, 255).mapToObj(i -> "10.77.0." + i + "/32").toArray(String[]::new);

    private NetworkNamespace node;
    private NetworkNamespace neighbour;
    private Wire wire;
    private NodeAgent agent;
    private int generation;
    private volatile NodeReport report = new NodeReport(0, List.of(), List.of());
    private final List<AddressRestoration> restorations = new CopyOnWriteArrayList<>();

    @BeforeEach
    void setUp() {
        node = NetworkNamespace.create();
        neighbour = NetworkNamespace.create();
        node.ip("link add eth0 type veth peer name eth0 netns " + neighbour.name());
        for (NetworkNamespace each : List.of(node, neighbour)) {
            each.ip("link set eth0 addrgenmode none");
            each.ip("link set eth0 up");
        }
        node.ip("addr add 192.168.1.104/24 dev eth0");
        neighbour.ip("addr add 192.168.1.109/24 dev eth0");
        wire = Wire.of(neighbour);
        agent = node.run(() -> KernelPorts.nodeAgent(this));
        node.run(() -> {
            agent.start();
            return agent;
        });
    }

    @AfterEach
    void tearDown() {
        agent.stop();
        wire.close();
        node.close();
        neighbour.close();
    }

    @Test
    void anAddressThatAnotherProgramTakesAwayIsBackAndAnnounced() {
        becomeMaster(router().interval(Duration.ofMillis(500)));
        awaitAnnouncements(3);
        wire.clear();
        long begun = System.nanoTime();
        node.ip("addr del " + ADDRESS + "/24 dev eth0");
        await().atMost(BOUND).pollInterval(Duration.ofMillis(1)).until(() -> restorations.size() == 1);
        System.out.printf("told to be back %.1f ms after ip was started%n", (System.nanoTime() - begun) / 1e6);

        assertThat(held()).isTrue();
        awaitAnnouncements(3);
        assertThat(report.problems()).isEmpty();
        assertThat(report.routers().getFirst().state()).isEqualTo(State.MASTER);
    }

    @Test
    void anAddressThatIsTakenAwayAgainAndAgainIsToldAndPutBackSlowly() {
        becomeMaster(router().interval(Duration.ofMillis(500)));
        await().atMost(BOUND).pollInterval(Duration.ofMillis(10)).until(() -> {
            if (held()) {
                node.ip("addr del " + ADDRESS + "/24 dev eth0");
            }
            return report.problems().stream().anyMatch(problem -> problem.reason() == Reason.REMOVED_REPEATEDLY);
        });
        await().atMost(BOUND).until(() -> held() && report.problems().isEmpty());
    }

    @Test
    void hundredsOfAddressesThatAnotherProgramFlushesAreBackAndItIsToldWhereItGoesOn() {
        becomeMaster(router().interval(Duration.ofMillis(500)).addresses(MANY));
        await().atMost(BOUND).until(() -> heldOfMany() == MANY.length);
        flush();
        await().atMost(BOUND).until(() -> heldOfMany() == MANY.length && restorations.size() >= MANY.length);

        await().atMost(BOUND).pollInterval(Duration.ofMillis(10)).until(() -> {
            if (heldOfMany() == MANY.length) {
                flush();
            }
            return report.problems().stream().anyMatch(problem -> problem.reason() == Reason.REMOVED_REPEATEDLY);
        });
        await().atMost(BOUND)
                .until(() -> heldOfMany() == MANY.length && report.problems().isEmpty());
        assertThat(report.routers().getFirst().transitions())
                .as("it was Master all the time")
                .hasSize(2);
    }

    @Test
    void anAddressThatAnotherProgramHasSetStaysUntouchedAndIsTold() {
        node.ip("addr add " + ADDRESS + "/24 dev eth0");
        becomeMaster(router());

        AddressProblem problem = awaitProblem();
        assertThat(problem.reason()).isEqualTo(Reason.ANOTHER_PROGRAM);
        assertThat(problem.router()).isEqualTo("web");
        assertThat(problem.address()).hasToString(ADDRESS + "/24");
        await("several refreshes have passed").pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertThat(node.ip("addr show dev eth0 permanent")).contains(ADDRESS + "/24");

        node.ip("addr del " + ADDRESS + "/24 dev eth0");
        await().atMost(BOUND).until(() -> report.problems().isEmpty() && held());
        assertThat(node.ip("addr show dev eth0 permanent")).doesNotContain(ADDRESS + "/24");
    }

    @Test
    void anotherProgramThatSetsTheAddressInOurPlaceIsLeftAlone() {
        becomeMaster(router());
        // in one go, so that ours is not back in between
        node.ip("addr change " + ADDRESS + "/24 dev eth0 valid_lft forever preferred_lft forever");
        await().atMost(BOUND).until(() -> report.problems().stream()
                .map(AddressProblem::reason)
                .toList()
                .equals(List.of(Reason.ANOTHER_PROGRAM)));
        await("several refreshes have passed").pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertThat(node.ip("addr show dev eth0 permanent")).contains(ADDRESS + "/24");
    }

    @Test
    void anotherHostThatHasTheAddressIsFoundBeforeItIsBound() {
        neighbour.ip("addr add " + ADDRESS + "/24 dev eth0");
        configure(router().interval(Duration.ofSeconds(2)));

        awaitAnotherHost();

        assertThat(report.routers().getFirst().state()).isEqualTo(State.BACKUP);
        assertThat(held()).isFalse();
    }

    @Test
    void anotherHostThatTakesTheAddressWhileItIsBoundIsTold() {
        becomeMaster(router());
        becomeMaster(router().interval(RunningAgent.CALM));
        neighbour.ip("addr add " + ADDRESS + "/24 dev eth0");
        wire.send(GratuitousArp.encode((Inet4Address) InetAddress.ofLiteral(ADDRESS), neighbour.mac("eth0")));

        awaitAnotherHost();
        assertThat(held()).isTrue();
        assertThat(report.routers().getFirst().state()).isEqualTo(State.MASTER);
    }

    @Test
    void anotherHostThatHasAnIpv6AddressIsFound() {
        node.ip("addr add fe80::104/64 dev eth0 nodad");
        neighbour.ip("addr add fe80::109/64 dev eth0 nodad");
        neighbour.ip("addr add 2001:db8::111/64 dev eth0 nodad");
        configure(ConfigBuilder.router("web").interval(Duration.ofSeconds(2)).addresses("2001:db8::111/64"));
        awaitAnotherHost();
    }

    private void awaitAnotherHost() {
        AddressProblem problem = awaitProblem();
        assertThat(problem.reason()).isEqualTo(Reason.ANOTHER_HOST);
        assertThat(problem.mac()).hasValue(neighbour.mac("eth0"));
        assertThat(problem.message()).contains("is also used by " + new MacAddress(neighbour.mac("eth0")) + " on eth0");
    }

    private AddressProblem awaitProblem() {
        return await().atMost(BOUND)
                .until(() -> report.problems(), problems -> !problems.isEmpty())
                .getFirst();
    }

    private static ConfigBuilder router() {
        return ConfigBuilder.router("web").interval(Duration.ofMillis(100)).addresses(ADDRESS + "/24");
    }

    private void configure(ConfigBuilder router) {
        VirtualRouterConfig config = router.build();
        agent.configure(new AgentConfiguration(++generation, List.of(new Group("web", List.of(config)))));
    }

    private void becomeMaster(ConfigBuilder router) {
        configure(router);
        await().atMost(BOUND)
                .until(() -> report.generation() == generation
                        && report.routers().stream()
                                .map(RouterReport::state)
                                .toList()
                                .equals(List.of(State.MASTER)));
    }

    private boolean held() {
        return node.ip("addr show dev eth0").contains(ADDRESS + "/24");
    }

    private void flush() {
        node.ip("addr flush dev eth0 to 10.77.0.0/16");
    }

    private long heldOfMany() {
        return node.ip("addr show dev eth0")
                .lines()
                .filter(line -> line.contains("inet 10.77."))
                .count();
    }

    private void awaitAnnouncements(int count) {
        byte[] announcement = GratuitousArp.encode((Inet4Address) InetAddress.ofLiteral(ADDRESS), node.mac("eth0"));
        await().atMost(BOUND)
                .until(() -> arp().filter(frame -> Arrays.equals(frame, announcement))
                                .count()
                        >= count);
    }

    private Stream<byte[]> arp() {
        return wire.frames().stream().filter(frame -> frame[12] == 0x08 && frame[13] == 0x06);
    }

    @Override
    public void reported(NodeReport latest) {
        report = latest;
    }

    @Override
    public void addressRestored(AddressRestoration restoration) {
        restorations.add(restoration);
    }

    @Override
    public void changed(RouterReport router, RouterReport.Change change) {}
}
