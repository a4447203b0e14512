package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.runtime.SimulatedNode.link;
import static dev.vrrp.agent.runtime.SimulatedNode.router;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig.TrackedInterface;
import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.Envelope;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VrrpEngineTest {
    private static final Duration MASTER_DOWN = Duration.ofMillis(3_610);
    private static final VirtualRouterConfig FIRST = router("vi-1-ipv4", 51, "eth0", "192.168.1.111/24", "eth1");
    private static final VirtualRouterConfig SECOND = router("vi-2-ipv4", 52, "eth1", "192.168.1.112/24");
    private static final InterfaceAddress FIRST_ADDRESS = InterfaceAddress.parse("192.168.1.111/24");
    private static final InterfaceAddress SECOND_ADDRESS = InterfaceAddress.parse("192.168.1.112/24");

    private final SimulatedNode node = new SimulatedNode();

    @BeforeEach
    void twoCards() {
        node.links(link("eth0", 2, true, "192.168.1.104/24"), link("eth1", 3, true, "192.168.2.105/24"));
    }

    @Test
    void aRouterAloneBecomesMasterAndHoldsItsAddress() {
        node.configure(FIRST);
        assertThat(node.addresses).isEmpty();

        node.advance(MASTER_DOWN);

        assertThat(node.addresses).containsEntry(FIRST_ADDRESS, 2);
        assertThat(states()).containsExactly(State.MASTER);
        assertThat(node.heldWhenReported).as("there before it was told").containsExactly(FIRST_ADDRESS);
        assertThat(node.sent).isNotEmpty();
        assertThat(AdvertisementDecoder.decode(node.sent.getFirst())).isInstanceOf(DecodeResult.Accepted.class);
    }

    @Test
    void theLeaseIsRefreshedWithTheAdvertisements() {
        node.configure(FIRST);
        node.advance(MASTER_DOWN);
        int refreshes = node.refreshes.size();

        node.advance(Duration.ofSeconds(10));

        assertThat(node.refreshes.size() - refreshes).isEqualTo(10);
    }

    @Test
    void aTrackedInterfaceThatGoesDownIsAFaultUntilItIsBack() {
        node.configure(FIRST);
        node.advance(MASTER_DOWN);

        node.links(link("eth0", 2, true, "192.168.1.104/24"), link("eth1", 3, false, "192.168.2.105/24"));
        assertThat(states()).containsExactly(State.FAULT);
        assertThat(node.addresses).isEmpty();
        assertThat(node.heldWhenReported).as("gone before it was told").isEmpty();
        assertThat(routers().getFirst().faults()).containsExactly("tracked interface eth1 is down");

        twoCards();
        node.advance(MASTER_DOWN);
        assertThat(node.addresses).containsKey(FIRST_ADDRESS);
    }

    @Test
    void aCardThatFlapsIsAFaultUntilItHasStayedUp() {
        node.configure(FIRST);
        node.advance(MASTER_DOWN);
        for (int i = 0; i < 4; i++) {
            node.links(link("eth0", 2, true, "192.168.1.104/24"), link("eth1", 3, false, "192.168.2.105/24"));
            node.advance(Duration.ofMillis(200));
            twoCards();
            node.advance(Duration.ofMillis(200));
        }
        assertThat(routers().getFirst().faults())
                .containsExactly("tracked interface eth1 flaps and must stay up for 4 s");

        node.advance(Duration.ofMillis(3_700));
        assertThat(states()).containsExactly(State.FAULT);
        node.advance(Duration.ofMillis(100));
        assertThat(states()).containsExactly(State.BACKUP);
        assertThat(node.changes)
                .extracting(RouterReport.Change::to)
                .as("to and fro once, then held")
                .containsExactly(State.BACKUP, State.MASTER, State.FAULT, State.BACKUP, State.FAULT, State.BACKUP);
    }

    @Test
    void theOwnCardIsHeldToo() {
        node.configure(SECOND);
        for (int i = 0; i < 2; i++) {
            node.links(link("eth1", 3, false, "192.168.2.105/24"));
            node.links(link("eth1", 3, true, "192.168.2.105/24"));
        }
        assertThat(routers().getFirst().faults()).containsExactly("interface eth1 flaps and must stay up for 1 s");
        node.advance(Duration.ofSeconds(1).plus(MASTER_DOWN));
        assertThat(states()).containsExactly(State.MASTER);
    }

    @Test
    void aWeightThatOneMemberTracksMovesThePriorityOfTheWholeGroup() {
        node.configure(new AgentConfiguration(
                1,
                List.of(new AgentConfiguration.Group(
                        "vg1",
                        List.of(
                                FIRST.withTracked(List.of(new TrackedInterface("eth2", -20))),
                                SECOND.withTracked(List.of(
                                        new TrackedInterface("eth2", -20), new TrackedInterface("eth3", 5))))))));
        node.advance(Duration.ofSeconds(4));

        assertThat(routers()).extracting(RouterReport::priority).containsExactly(80, 80);
        node.links(
                link("eth0", 2, true, "192.168.1.104/24"),
                link("eth1", 3, true, "192.168.2.105/24"),
                link("eth2", 4, true),
                link("eth3", 5, true));
        assertThat(routers()).extracting(RouterReport::priority).containsExactly(105, 105);
        assertThat(states()).containsExactly(State.MASTER, State.MASTER);
    }

    @Test
    void addressesThatDoNotFitOnePacketAreAFault() {
        node.configure(FIRST);
        Link eth0 = link("eth0", 2, true, "192.168.1.104/24");
        node.links(new Link("eth0", 2, true, eth0.mac(), 31, eth0.addresses()), link("eth1", 3, true));

        assertThat(states()).containsExactly(State.FAULT);
        assertThat(routers().getFirst().faults())
                .containsExactly("1 addresses do not fit one packet: the MTU of eth0, 31 bytes, has room for 0");
    }

    @Test
    void anInterfaceThatIsReplacedUnderTheSameNameIsOpenedAgain() {
        node.configure(SECOND);
        node.advance(MASTER_DOWN);

        node.links(link("eth1", 9, true, "192.168.2.105/24"));
        assertThat(node.journal).containsSubsequence("close eth1", "prepare 9", "open eth1");
        node.advance(MASTER_DOWN);

        assertThat(node.addresses).containsEntry(SECOND_ADDRESS, 9);
    }

    @Test
    void anInterfaceWhoseFramesBecomeLongerIsOpenedAgain() {
        node.configure(FIRST);
        node.advance(MASTER_DOWN);
        node.journal.clear();
        node.links(ofMtu(1400));
        assertThat(node.journal).isEmpty();
        node.links(ofMtu(9000));
        assertThat(node.journal).contains("open eth0");
        node.journal.clear();
        node.links(ofMtu(1500));
        assertThat(node.journal).isEmpty();
    }

    private static Link ofMtu(int mtu) {
        Link usual = link("eth0", 2, true, "192.168.1.104/24");
        return new Link(usual.name(), usual.index(), usual.up(), usual.mac(), mtu, usual.addresses());
    }

    @Test
    void aChangeOfOneRouterTouchesNoOther() {
        node.configure(FIRST, SECOND);
        node.advance(MASTER_DOWN);
        int changes = node.changes.size();

        node.configure(FIRST, router("vi-2-ipv4", 52, "eth1", "192.168.1.113/24"));

        assertThat(node.addresses).containsOnlyKeys(FIRST_ADDRESS, InterfaceAddress.parse("192.168.1.113/24"));
        assertThat(node.changes).hasSize(changes);
    }

    @Test
    void otherSettingsOfAMasterAreSaidAtOnceAndMoveNothing() {
        ConfigBuilder unicast = ConfigBuilder.router("web").on("eth0").unicast("192.168.1.109");
        node.configure(unicast.build());
        node.advance(MASTER_DOWN);
        int changes = node.changes.size();

        node.configure(unicast.priority(120)
                .interval(Duration.ofMillis(200))
                .checksum(ChecksumMode.RFC9568)
                .unicast("192.168.1.109", "192.168.1.108")
                .build());

        assertThat(node.packets).hasSize(2).allSatisfy((peer, packet) -> {
            byte[] frame = ByteBuffer.allocate(14 + packet.length)
                    .putShort(12, (short) 0x0800)
                    .put(14, packet)
                    .array();
            Accepted accepted = (Accepted) AdvertisementDecoder.decode(frame);
            assertThat(accepted.envelope().destination()).isEqualTo(peer);
            assertThat(accepted.advertisement().priority()).isEqualTo(new Priority(120));
            assertThat(accepted.advertisement().interval().toDuration()).isEqualTo(Duration.ofMillis(200));
            assertThat(accepted.checksum()).isEqualTo(ChecksumMode.RFC9568);
        });
        assertThat(node.changes).hasSize(changes);
    }

    @Test
    void aMasterThatBecomesAnotherRouterGoesOnAsMasterAndResignsFromNothing() {
        node.configure(FIRST);
        node.advance(MASTER_DOWN);
        int changes = node.changes.size();
        node.sent.clear();

        node.configure(router("vi-1-ipv4", 61, "eth0", "192.168.1.111/24", "eth1"));

        assertThat(node.addresses).containsEntry(FIRST_ADDRESS, 2);
        assertThat(states()).containsExactly(State.MASTER);
        assertThat(node.changes.subList(changes, node.changes.size()))
                .extracting(RouterReport.Change::to)
                .containsExactly(State.MASTER);
        assertThat(node.sent.stream()
                        .map(AdvertisementDecoder::decode)
                        .filter(Accepted.class::isInstance)
                        .map(decoded -> ((Accepted) decoded).advertisement())
                        .map(advertisement -> advertisement.vrid() + " " + advertisement.priority()))
                .containsExactly("61 " + new Priority(100));
        node.advance(Duration.ofSeconds(10));
        assertThat(node.addresses).containsEntry(FIRST_ADDRESS, 2);
    }

    @Test
    void aMasterThatMovesToAnotherInterfaceTakesItsAddressAlong() {
        node.configure(SECOND);
        node.advance(MASTER_DOWN);

        node.configure(router("vi-2-ipv4", 52, "eth0", "192.168.1.112/24"));

        assertThat(node.addresses).containsEntry(SECOND_ADDRESS, 2);
        assertThat(states()).containsExactly(State.MASTER);
    }

    @Test
    void aMasterResignsWhereTheRouterThatItBecomesCannotRun() {
        node.configure(SECOND);
        node.advance(MASTER_DOWN);
        node.sent.clear();

        node.configure(router("vi-2-ipv4", 52, "eth9", "192.168.1.112/24"));

        assertThat(AdvertisementDecoder.decode(node.sent.getFirst()))
                .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(
                                accepted.advertisement().priority().wireValue())
                        .isZero());
        node.advance(Duration.ofSeconds(2));
        assertThat(node.addresses).isEmpty();
        assertThat(routers()).singleElement().satisfies(router -> assertThat(router.faults())
                .containsExactly("interface eth9 does not exist"));
    }

    @Test
    void aBackupThatBecomesAnotherRouterWaitsForAMasterOfThat() {
        node.configure(FIRST);
        node.configure(router("vi-1-ipv4", 61, "eth0", "192.168.1.111/24", "eth1"));
        assertThat(states()).containsExactly(State.BACKUP);
        assertThat(node.addresses).isEmpty();
        node.advance(MASTER_DOWN);
        assertThat(states()).containsExactly(State.MASTER);
    }

    @Test
    void aRouterThatJoinsAGroupIsMasterAtOnceAndTheOthersStay() {
        node.configureGroup(FIRST);
        node.advance(MASTER_DOWN);
        int changes = node.changes.size();

        node.configureGroup(FIRST, SECOND);

        assertThat(states()).containsExactly(State.MASTER, State.MASTER);
        assertThat(node.addresses).containsEntry(FIRST_ADDRESS, 2).containsEntry(SECOND_ADDRESS, 3);
        assertThat(node.changes.subList(changes, node.changes.size()))
                .extracting(RouterReport.Change::reason)
                .containsExactly(TransitionReason.GROUP_IS_MASTER);
    }

    @Test
    void aRouterThatLeavesAGroupGivesUpItsAddressAndTheOthersStay() {
        node.configureGroup(FIRST, SECOND);
        node.advance(MASTER_DOWN);
        node.sent.clear();

        node.configureGroup(FIRST);

        assertThat(node.addresses).containsOnlyKeys(FIRST_ADDRESS);
        assertThat(states()).containsExactly(State.MASTER);
        assertThat(node.sent).isEmpty();
        assertThat(node.journal).containsSubsequence("close eth1", "restore 3");
    }

    @Test
    void aMasterThatIsPutIntoAGroupAndTakenOutOfItStaysMasterWithoutAWord() {
        node.configure(FIRST, SECOND);
        node.advance(MASTER_DOWN.plusMillis(300));
        node.sent.clear();
        node.changes.clear();

        for (Runnable change :
                List.<Runnable>of(() -> node.configureGroup(FIRST, SECOND), () -> node.configure(FIRST, SECOND))) {
            change.run();
            assertThat(states()).containsExactly(State.MASTER, State.MASTER);
            assertThat(node.addresses).containsOnlyKeys(FIRST_ADDRESS, SECOND_ADDRESS);
        }
        assertThat(node.sent).isEmpty();
        node.advance(Duration.ofMillis(4_500));
        assertThat(node.sent).as("each goes on at its pace").hasSize(8);
        assertThat(node.changes).isEmpty();
    }

    @Test
    void aBackupThatChangesItsGroupKeepsItsTimer() {
        node.configure(FIRST, SECOND);
        node.advance(Duration.ofSeconds(2));
        node.configureGroup(FIRST, SECOND);
        node.advance(Duration.ofSeconds(1));
        node.configure(FIRST, SECOND);
        node.advance(Duration.ofMillis(600));
        assertThat(states()).containsExactly(State.BACKUP, State.BACKUP);
        node.advance(Duration.ofMillis(10));
        assertThat(states()).containsExactly(State.MASTER, State.MASTER);
    }

    @Test
    void aMasterAndABackupThatBecomeAGroupAreMasterUntilTheBetterOneIsMet() {
        node.configure(FIRST, SECOND);
        byte[] better = AdvertisementEncoder.encode(
                SECOND,
                new Priority(200),
                InetAddress.ofLiteral("192.168.1.9"),
                Envelope.multicast(AddressFamily.IPV4, 1, 0));
        node.advance(Duration.ofSeconds(3));
        node.hears("eth1", better);
        node.advance(Duration.ofSeconds(1));
        assertThat(states()).containsExactly(State.MASTER, State.BACKUP);

        node.configureGroup(SECOND, FIRST);
        assertThat(states()).containsExactly(State.MASTER, State.MASTER);
        node.hears("eth1", better);
        assertThat(states()).containsExactly(State.BACKUP, State.BACKUP);
        assertThat(node.addresses).isEmpty();
    }

    @Test
    void aRouterThatChangesToARunningGroupTakesTheStateOfThatGroup() {
        node.configureGroup(FIRST);
        node.advance(MASTER_DOWN);
        AgentConfiguration both = new AgentConfiguration(
                2,
                List.of(
                        new AgentConfiguration.Group("vg-1", List.of(FIRST)),
                        new AgentConfiguration.Group("vg-2", List.of(SECOND))));
        node.configure(both);
        node.advance(Duration.ofSeconds(1));
        assertThat(states()).containsExactly(State.MASTER, State.BACKUP);

        node.configureGroup(FIRST, SECOND);
        assertThat(states()).containsExactly(State.MASTER, State.MASTER);
        assertThat(node.changes.getLast().from()).isEqualTo(State.BACKUP);
    }

    @Test
    void aRouterThatIsNoLongerConfiguredResignsAndGivesUpItsAddress() {
        node.configure(FIRST, SECOND);
        node.advance(MASTER_DOWN);

        node.configure(FIRST);
        node.advance(Duration.ofSeconds(2));

        assertThat(node.addresses).containsOnlyKeys(FIRST_ADDRESS);
        assertThat(routers()).hasSize(1);
        assertThat(node.journal).contains("close eth1", "restore 3");
    }

    @Test
    void aRestartWithAFreshLeaseGoesOnAsMaster() {
        node.addresses.put(FIRST_ADDRESS, 2);
        node.remaining = Duration.ofSeconds(1);

        node.configure(FIRST);

        assertThat(states()).containsExactly(State.MASTER);
        assertThat(node.changes)
                .extracting(RouterReport.Change::reason)
                .containsExactly(TransitionReason.ADDRESSES_ADOPTED);
    }

    @Test
    void aRestartWithAnOldLeaseGivesTheAddressUp() {
        node.addresses.put(FIRST_ADDRESS, 2);
        node.addresses.put(SECOND_ADDRESS, 3);
        node.remaining = Duration.ZERO;

        node.configure(FIRST);

        assertThat(states()).containsExactly(State.BACKUP);
        assertThat(node.addresses).isEmpty();
    }

    @Test
    void whatIsNotConfiguredAfterARestartIsRemoved() {
        node.addresses.put(SECOND_ADDRESS, 3);

        node.configure();

        assertThat(node.addresses).isEmpty();
    }

    @Test
    void afterAFreezeNothingIsSentFromThePast() {
        node.configure(FIRST);
        node.advance(MASTER_DOWN);
        node.sent.clear();

        node.freeze(Duration.ofSeconds(5));

        assertThat(node.sent).isEmpty();
        assertThat(node.addresses).isEmpty();
        assertThat(states()).containsExactly(State.BACKUP);
    }

    @Test
    void anInterfaceThatRefusesCaptureIsAFaultAndIsTriedAgain() {
        node.refusal = "Operation not permitted";
        node.configure(FIRST);
        assertThat(routers().getFirst().faults()).containsExactly("interface eth0: Operation not permitted");

        node.refusal = null;
        node.advance(Duration.ofSeconds(1).plus(MASTER_DOWN));

        assertThat(states()).containsExactly(State.MASTER);
    }

    @Test
    void aMasterThatTheKernelLetsHaveNoAddressResignsAndTriesAgainLater() {
        node.refusedAddresses.add(FIRST_ADDRESS);
        node.configure(FIRST);
        node.advance(MASTER_DOWN);

        assertThat(states()).containsExactly(State.FAULT);
        assertThat(routers().getFirst().faults())
                .containsExactly(
                        "it could hold none of its addresses: the kernel does not take it: Operation not permitted");
        assertThat(AdvertisementDecoder.decode(node.sent.getLast()))
                .isInstanceOfSatisfying(DecodeResult.Accepted.class, accepted -> assertThat(
                                accepted.advertisement().priority().wireValue())
                        .isZero());
        int said = node.sent.size();
        node.advance(Duration.ofSeconds(29));
        assertThat(node.sent).hasSize(said);

        node.refusedAddresses.clear();
        node.advance(Duration.ofSeconds(2).plus(MASTER_DOWN));
        assertThat(states()).containsExactly(State.MASTER);
        assertThat(node.addresses).containsKey(FIRST_ADDRESS);
    }

    @Test
    void aStopResignsAndEndsWhenTheAddressesAreGone() {
        node.configure(FIRST);
        node.advance(MASTER_DOWN);
        boolean[] ended = new boolean[1];
        node.sent.clear();

        node.engine().shutdown(() -> ended[0] = true);
        assertThat(AdvertisementDecoder.decode(node.sent.getFirst()))
                .isInstanceOfSatisfying(DecodeResult.Accepted.class, accepted -> assertThat(
                                accepted.advertisement().priority().wireValue())
                        .isZero());
        assertThat(node.addresses).containsKey(FIRST_ADDRESS);
        node.advance(Duration.ofSeconds(2));

        assertThat(ended[0]).isTrue();
        assertThat(node.addresses).isEmpty();
    }

    private List<RouterReport> routers() {
        assertThat(node.report).isNotNull();
        return java.util.Objects.requireNonNull(node.report).routers();
    }

    private List<State> states() {
        return routers().stream().map(RouterReport::state).toList();
    }
}
