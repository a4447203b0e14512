package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.protocol.model.ConfigBuilder.router;
import static dev.vrrp.agent.runtime.SimulatedNode.link;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.RejectReason;
import dev.vrrp.agent.runtime.AgentConfiguration.Group;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every router that is not ours is seen, told once, and forgotten, whatever it sends and however many they are. */
class ForeignRoutersTest {
    private static final String STRANGER = "192.168.1.9";
    private static final long STRANGERS_MAC = 0x02_00_00_00_99_09L;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final SimulatedNode node = new SimulatedNode();

    @BeforeEach
    void twoCards() {
        node.links(link("eth0", 2, true, "192.168.1.104/24"), link("eth1", 3, true, "192.168.1.105/24"));
    }

    @Test
    void anotherPasswordIsTold() {
        becomeMaster(ours().version2().password("1111"));

        speak(ours().version2().password("4711"), 150, 3);

        assertThat(told()).singleElement().satisfies(router -> {
            assertThat(router.source().getHostAddress()).isEqualTo(STRANGER);
            assertThat(router.vrid()).isEqualTo(51);
            assertThat(router.priority()).hasValue(150);
            assertThat(router.interfaceName()).isEqualTo("eth0");
            assertThat(router.reason()).isEqualTo(RejectReason.PASSWORD);
            assertThat(router.message()).doesNotContain("4711").doesNotContain("1111");
        });
        assertThat(state()).isEqualTo(State.MASTER);
    }

    @Test
    void whatDiffersIsToldWithBothValues() {
        ConfigBuilder ours = ours().version2().password("1111");
        assertThat(messageOf(ours, ours())).isEqualTo("it speaks version 3, this node version 2");
        assertThat(messageOf(ours, ours().version2().password("1111").interval(Duration.ofSeconds(2))))
                .isEqualTo("it advertises every 2 s, this node every 1 s");
        assertThat(messageOf(ours, ours().version2()))
                .isEqualTo("it authenticates with none, this node with SimplePassword");
        assertThat(messageOf(ours, ours().version2().password("1111").addresses("192.168.1.112/24")))
                .isEqualTo("it lists 192.168.1.112, this node 192.168.1.111");
        assertThat(messageOf(ours, ours().version2().password("1111")))
                .isEqualTo("it is neither a node of the cluster nor one of the peers");
    }

    private static String messageOf(ConfigBuilder ours, ConfigBuilder theirs) {
        ForeignRoutersTest test = new ForeignRoutersTest();
        test.twoCards();
        test.becomeMaster(ours);
        test.speak(theirs, 50, 3);
        return test.told().getFirst().message();
    }

    @Test
    void aVersionThatDoesNotExistIsToldOfARouterThatWeRunAndOnlyCountedElsewhere() {
        becomeMaster(ours());
        byte[] frame = frame(ours(), STRANGER, 150);
        frame[34] = 0x41;
        byte[] elsewhere = frame(ours().vrid(77), STRANGER, 150);
        elsewhere[34] = 0x41;
        for (int i = 0; i < 3; i++) {
            node.hears("eth0", frame);
            node.hears("eth0", elsewhere);
            node.advance(INTERVAL);
        }

        assertThat(told()).singleElement().satisfies(router -> {
            assertThat(router.reason()).isEqualTo(RejectReason.VERSION);
            assertThat(router.priority()).isEmpty();
            assertThat(router.message()).contains("expects 3");
        });
        assertThat(count("eth0", RejectReason.VERSION)).isEqualTo(6);
    }

    @Test
    void whatMayComeFromBeyondTheLinkIsCountedAndNotTold() {
        becomeMaster(ours());
        byte[] frame = frame(ours(), STRANGER, 150);
        frame[22] = 64;
        frame[24] = 0;
        frame[25] = 0;
        int sum = 0;
        for (int i = 14; i < 34; i += 2) {
            sum += (frame[i] & 0xff) << 8 | (frame[i + 1] & 0xff);
        }
        sum = ~((sum & 0xffff) + (sum >>> 16));
        frame[24] = (byte) (sum >>> 8);
        frame[25] = (byte) sum;
        for (int i = 0; i < 3; i++) {
            node.hears("eth0", frame);
            node.advance(INTERVAL);
        }

        assertThat(node.foreign).isEmpty();
        assertThat(count("eth0", RejectReason.TTL)).isEqualTo(3);
    }

    @Test
    void anUnknownVridIsToldBecauseItIsTaken() {
        becomeMaster(ours());

        speak(ours().vrid(77), 150, 3);

        assertThat(told()).singleElement().satisfies(router -> {
            assertThat(router.vrid()).isEqualTo(77);
            assertThat(router.reason()).isEqualTo(RejectReason.UNKNOWN_VRID);
            assertThat(router.splitBrain()).isFalse();
        });
    }

    @Test
    void oursAndOtherNodesOfTheClusterAreNotForeign() {
        VirtualRouterConfig config = ours().build();
        node.configure(new AgentConfiguration(
                1, List.of(new Group("vi", List.of(config))), Set.of(InetAddress.ofLiteral("192.168.1.109"))));
        node.advance(Duration.ofSeconds(4));

        for (int i = 0; i < 5; i++) {
            // the other card of this node, on the same LAN
            node.hears("eth1", frame(ours(), "192.168.1.104", 100, 0x02_00_00_00_00_02L));
            // the same, just before it lost that address
            node.hears("eth1", frame(ours(), "192.168.1.99", 100, 0x02_00_00_00_00_02L));
            // another node, with what we run and with what we do not run
            node.hears("eth0", frame(ours(), "192.168.1.109", 90));
            node.hears("eth0", frame(ours().vrid(77), "192.168.1.109", 90));
            node.advance(INTERVAL);
        }

        assertThat(node.foreign).isEmpty();
        assertThat(count("eth0", RejectReason.UNKNOWN_VRID)).isZero();
        assertThat(count("eth1", RejectReason.UNKNOWN_VRID)).isZero();
    }

    @Test
    void aPeerIsForeignOnlyIfItDoesNotFit() {
        becomeMaster(ours().peers(STRANGER));
        speak(ours(), 90, 3);
        assertThat(node.foreign).isEmpty();

        speak(ours().version2(), 90, 3);
        assertThat(told()).singleElement().extracting(ForeignRouter::reason).isEqualTo(RejectReason.VERSION);
    }

    @Test
    void thePeersOfOneCardAreNotForeignToTheOther() {
        becomeMaster(ours().peers(STRANGER));
        for (int i = 0; i < 3; i++) {
            node.hears("eth1", frame(ours(), STRANGER, 90));
            node.advance(INTERVAL);
        }
        assertThat(node.foreign).isEmpty();
    }

    @Test
    void aRouterThatOnlyListsTheAddressesInAnotherOrderFits() {
        becomeMaster(ours().peers(STRANGER).addresses("192.168.1.111/24", "192.168.1.112/24"));
        speak(ours().addresses("192.168.1.112/24", "192.168.1.111/24"), 90, 3);

        assertThat(node.foreign).isEmpty();
    }

    @Test
    void twoMastersThatDoNotUnderstandEachOtherAreASplitBrainUntilOneIsSilent() {
        becomeMaster(ours().version2().password("1111"));
        speak(ours().version2().password("4711"), 150, 1);
        assertThat(told()).singleElement().matches(ForeignRouter::splitBrain);

        node.advance(Duration.ofSeconds(28));
        assertThat(told()).as("keepalived may be slow to speak again").hasSize(1);
        node.advance(Duration.ofSeconds(4));
        assertThat(told()).isEmpty();
    }

    @Test
    void twoMastersThatMeetAreASplitBrainOnlyIfTheyGoOn() {
        becomeMaster(ours());
        speak(ours(), 50, 1);
        assertThat(told()).singleElement().matches(router -> !router.splitBrain());

        speak(ours(), 50, 2);
        assertThat(told()).singleElement().matches(ForeignRouter::splitBrain);
    }

    @Test
    void aBackupHearsNoSplitBrain() {
        node.configure(ours().build());
        speak(ours(), 150, 8);

        assertThat(state()).isEqualTo(State.BACKUP);
        assertThat(told()).singleElement().matches(router -> !router.splitBrain());
    }

    @Test
    void oneThatResignsIsForgottenAtOnce() {
        becomeMaster(ours().version2().password("1111"));
        speak(ours().version2().password("4711"), 150, 3);
        speak(ours().version2().password("4711"), 0, 1);

        assertThat(told()).isEmpty();
    }

    @Test
    void aRouterThatGoesOnTheSameWayIsToldOnceAMinute() {
        becomeMaster(ours());
        speak(ours().vrid(77), 150, 150);

        assertThat(node.foreign).hasSize(3);
    }

    @Test
    void aFloodOfSpeakersCostsABoundedAmountAndHidesNobody() {
        becomeMaster(ours().version2().password("1111"));
        int speakers = 100_000;
        int mostToldAtOnce = 0;
        byte[] real = frame(ours().version2().password("4711"), STRANGER, 150);
        speak(ours().version2().password("4711"), 150, 2);
        for (int i = 0; i < speakers; i++) {
            String source = "10." + (i >>> 16 & 0xff) + "." + (i >>> 8 & 0xff) + "." + (i & 0xff);
            ConfigBuilder invented =
                    i % 2 == 0 ? ours().vrid(1 + i % 50) : ours().version2().password("x" + i % 1000);
            byte[] frame = frame(invented, source, 1 + i % 254);
            node.hearsInSpiteOfTheGate("eth0", frame);
            if (i % 3 == 0) {
                node.hearsInSpiteOfTheGate("eth0", frame);
            }
            if (i % 1_000 == 0) {
                node.hearsInSpiteOfTheGate("eth0", real);
                node.advance(INTERVAL);
            }
        }
        for (List<ForeignRouter> routers : node.foreign) {
            mostToldAtOnce = Math.max(mostToldAtOnce, routers.size());
        }

        assertThat(mostToldAtOnce).isLessThanOrEqualTo(ForeignRouterTable.CAPACITY);
        assertThat(node.foreign.size()).as("told once a second at most").isLessThanOrEqualTo(speakers / 1_000 + 2);
        assertThat(told())
                .extracting(router -> router.source().getHostAddress())
                .contains(STRANGER);
        assertThat(new HashSet<>(told())).hasSameSizeAs(told());
        assertThat(state()).isEqualTo(State.MASTER);

        node.advance(Duration.ofMinutes(2));
        assertThat(told()).isEmpty();
    }

    @Test
    void ofMoreThanTheTableHoldsThoseThatCameFirstAreTold() {
        becomeMaster(ours());
        for (int round = 0; round < 4; round++) {
            for (int vrid = 1; vrid <= 255; vrid++) {
                if (vrid != 51) {
                    node.hears("eth0", frame(ours().vrid(vrid), STRANGER, 150));
                }
            }
            node.advance(INTERVAL);
        }
        assertThat(told()).hasSize(ForeignRouterTable.CAPACITY);

        speak(ours().version2(), 150, 3);
        assertThat(told()).hasSize(ForeignRouterTable.CAPACITY);
        assertThat(told().getFirst().reason())
                .as("one that conflicts makes others go")
                .isEqualTo(RejectReason.VERSION);
    }

    @Test
    void theHeirOfARouterThatMakesRoomIsNoStranger() {
        becomeMaster(ours());
        node.configure();
        node.hears("eth0", frame(ours().version2(), STRANGER, 90));
        node.hears("eth0", frame(ours(), STRANGER, 90));
        assertThat(node.foreign).isEmpty();
        assertThat(node.engine().frameCounts().values())
                .allSatisfy(reasons -> assertThat(reasons).isEmpty());
    }

    private static ConfigBuilder ours() {
        return router("vi");
    }

    private void becomeMaster(ConfigBuilder config) {
        node.configure(config.build());
        node.advance(Duration.ofSeconds(4));
        assertThat(state()).isEqualTo(State.MASTER);
    }

    /** The stranger advertises {@code times} times, once a second. */
    private void speak(ConfigBuilder theirs, int priority, int times) {
        for (int i = 0; i < times; i++) {
            node.hears("eth0", frame(theirs, STRANGER, priority));
            node.advance(INTERVAL);
        }
    }

    private static byte[] frame(ConfigBuilder config, String source, int priority) {
        return frame(config, source, priority, STRANGERS_MAC);
    }

    private static byte[] frame(ConfigBuilder config, String source, int priority, long mac) {
        return AdvertisementEncoder.encode(
                config.build(),
                AdvertisedPriority.of(priority),
                InetAddress.ofLiteral(source),
                Envelope.multicast(AddressFamily.IPV4, mac, 7));
    }

    private List<ForeignRouter> told() {
        return node.foreign.getLast();
    }

    private State state() {
        return Objects.requireNonNull(node.report).routers().getFirst().state();
    }

    private long count(String interfaceName, RejectReason reason) {
        return node.engine().frameCounts().getOrDefault(interfaceName, Map.of()).getOrDefault(reason, 0L);
    }
}
