package dev.vrrp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.agent.lab.NetworkNamespace;
import dev.vrrp.agent.lab.Wire;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.RejectReason;
import dev.vrrp.agent.runtime.AgentConfiguration;
import dev.vrrp.agent.runtime.AgentConfiguration.Group;
import dev.vrrp.agent.runtime.ForeignRouter;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.RouterReport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What disturbs an agent on a real node: a tracked card that flaps, and a router on the LAN that is set otherwise. */
class FlappingAndForeignTest implements ReportListener {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private NetworkNamespace node;
    private NetworkNamespace neighbour;
    private NodeAgent agent;
    private int generation;
    private volatile NodeReport report = new NodeReport(0, List.of(), List.of());
    private volatile List<ForeignRouter> foreign = List.of();
    private final Set<String> faults = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void setUp() {
        node = NetworkNamespace.create();
        neighbour = NetworkNamespace.create();
        for (String card : List.of("eth0", "eth1")) {
            node.ip("link add " + card + " type veth peer name " + card + " netns " + neighbour.name());
            node.ip("link set " + card + " up");
            neighbour.ip("link set " + card + " up");
        }
        node.ip("addr add 192.168.1.104/24 dev eth0");
        agent = node.run(() -> KernelPorts.nodeAgent(this));
        node.run(() -> {
            agent.start();
            return agent;
        });
    }

    @AfterEach
    void tearDown() {
        agent.stop();
        node.close();
        neighbour.close();
    }

    @Test
    void aTrackedCardThatFlapsIsAFaultUntilItHasStayedUp() {
        configure(ours().build().withTracked(List.of(new TrackedInterface("eth1", 0))));
        awaitState(State.MASTER);
        for (int i = 0; i < 3; i++) {
            neighbour.ip("link set eth1 down");
            awaitCarrier(false);
            awaitState(State.FAULT);
            assertThat(node.ip("addr show dev eth0")).doesNotContain("192.168.1.111");
            neighbour.ip("link set eth1 up");
            awaitCarrier(true);
        }

        awaitState(State.MASTER);
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(node.ip("addr show dev eth0")).contains("192.168.1.111/24"));
        assertThat(faults)
                .contains(
                        "tracked interface eth1 is down",
                        "tracked interface eth1 flaps and must stay up for 1 s",
                        "tracked interface eth1 flaps and must stay up for 2 s");
    }

    @Test
    void aRouterOfAnotherVersionIsToldAndMovesNothing() {
        configure(ours().build());
        awaitState(State.MASTER);
        configure(ours().interval(RunningAgent.CALM).build());
        await().atMost(BOUND).until(() -> report.generation() == generation);
        awaitState(State.MASTER);
        int changes = router().transitions().size();
        byte[] frame = AdvertisementEncoder.encode(
                ConfigBuilder.router("web").version2().build(),
                new Priority(200),
                InetAddress.ofLiteral("192.168.1.109"),
                Envelope.multicast(AddressFamily.IPV4, 0x02_00_00_00_01_09L, 7));

        try (Wire wire = Wire.of(neighbour)) {
            wire.send(frame);
            await().atMost(BOUND).until(() -> foreign.size() == 1);
        }

        assertThat(foreign).singleElement().satisfies(router -> {
            assertThat(router.source()).isEqualTo(InetAddress.ofLiteral("192.168.1.109"));
            assertThat(router.interfaceName()).isEqualTo("eth0");
            assertThat(router.message()).isEqualTo("it speaks version 2, this node version 3");
            assertThat(router.priority()).hasValue(200);
            assertThat(router.splitBrain()).isTrue();
        });
        assertThat(agent.frameCounts().get("eth0")).containsEntry(RejectReason.VERSION, 1L);
        assertThat(router().state()).isEqualTo(State.MASTER);
        assertThat(router().transitions()).hasSize(changes);
    }

    private static ConfigBuilder ours() {
        return ConfigBuilder.router("web").interval(Duration.ofMillis(100));
    }

    private void configure(VirtualRouterConfig config) {
        agent.configure(new AgentConfiguration(++generation, List.of(new Group("web", List.of(config)))));
    }

    private RouterReport router() {
        return report.routers().getFirst();
    }

    private void awaitState(State state) {
        await().atMost(BOUND).until(() -> report.routers().size() == 1 && router().state() == state);
    }

    private void awaitCarrier(boolean up) {
        await().atMost(BOUND).until(() -> report.links().stream()
                .anyMatch(link -> link.name().equals("eth1") && link.up() == up));
    }

    @Override
    public void reported(NodeReport latest) {
        report = latest;
        latest.routers().forEach(router -> faults.addAll(router.faults()));
    }

    @Override
    public void changed(RouterReport latest, RouterReport.Change change) {}

    @Override
    public void foreignRoutersChanged(List<ForeignRouter> routers) {
        foreign = routers;
    }
}
