package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.runtime.SimulatedNode.link;
import static dev.vrrp.agent.runtime.SimulatedNode.router;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AddressProbe;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import dev.vrrp.agent.protocol.wire.GratuitousArp;
import dev.vrrp.agent.runtime.AddressProblem.Reason;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is another host that has an address, and who is a router that is, or was just now, Master of it. */
class ConflictWatchTest {
    private static final Duration MASTER_DOWN = Duration.ofMillis(3_610);
    private static final Inet4Address ADDRESS = (Inet4Address) InetAddress.ofLiteral("192.168.1.111");
    private static final long OTHER = 0x02_00_00_00_01_09L;
    private static final VirtualRouterConfig WEB = router("web", 51, "eth0", "192.168.1.111/24");

    private final SimulatedNode node = new SimulatedNode();
    private final byte[] claim = GratuitousArp.encode(ADDRESS, OTHER);

    @BeforeEach
    void oneCard() {
        node.links(link("eth0", 2, true, "192.168.1.104/24"));
        node.configure(WEB);
    }

    @Test
    void whileNoMasterIsHeardItAsks() {
        node.advance(Duration.ofMillis(3_500));
        assertThat(questions()).isEqualTo(4);
    }

    @Test
    void aMasterAsksOnceAMinute() {
        node.advance(MASTER_DOWN);
        node.questions.clear();
        node.advance(Duration.ofSeconds(122));
        assertThat(questions()).isEqualTo(3);
    }

    @Test
    void onceAMasterIsHeardNothingIsAskedAndNothingDelaysTheTakeover() {
        node.hears("eth0", advertisement(200));
        node.questions.clear();
        node.advance(Duration.ofMillis(3_600));
        assertThat(questions()).isZero();
        node.advance(Duration.ofMillis(10));
        assertThat(states()).containsExactly(State.MASTER);
    }

    @Test
    void aHostThatAnswersIsToldBeforeTheAddressIsBoundAndDefendedOnceInTenSeconds() {
        node.hears("eth0", claim);
        answerFor(Duration.ofMillis(3_500));
        assertThat(states()).containsExactly(State.BACKUP);
        assertThat(problems()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.ANOTHER_HOST);
            assertThat(problem.mac()).hasValue(OTHER);
            assertThat(problem.router()).isEqualTo("web");
            assertThat(problem.message()).startsWith("192.168.1.111 is also used by 02:00:00:00:01:09 on eth0");
        });
        answerFor(Duration.ofSeconds(10));
        node.sent.clear();
        answerFor(Duration.ofSeconds(40));
        assertThat(node.sent.stream().filter(frame -> Arrays.equals(frame, GratuitousArp.encode(ADDRESS, mac()))))
                .hasSizeBetween(9, 15);
        assertThat(states()).containsExactly(State.MASTER);

        node.advance(Duration.ofSeconds(45));
        assertThat(problems()).isEmpty();
    }

    @Test
    void aHostThatDoesNotAnswerIsNotTold() {
        node.advance(MASTER_DOWN);
        node.hears("eth0", claim);
        node.advance(Duration.ofSeconds(60));
        assertThat(problems()).isEmpty();
    }

    @Test
    void aRouterThatIsMasterTooIsNoOtherHost() {
        node.advance(MASTER_DOWN);
        node.hears("eth0", claim);
        node.advance(Duration.ofMillis(500));
        node.hears("eth0", advertisement(50));
        answerFor(Duration.ofSeconds(20));
        assertThat(problems()).isEmpty();
        assertThat(states()).containsExactly(State.MASTER);
    }

    @Test
    void whatTheMasterClaimsIsItsRight() {
        node.hears("eth0", advertisement(200));
        for (int i = 0; i < 20; i++) {
            node.hears("eth0", claim);
            node.advance(Duration.ofSeconds(1));
            node.hears("eth0", advertisement(200));
        }
        assertThat(problems()).isEmpty();
    }

    @Test
    void ownCardsAndOtherAddressesAreNoConflict() {
        node.advance(MASTER_DOWN);
        byte[] own = GratuitousArp.encode(ADDRESS, mac());
        byte[] other = GratuitousArp.encode((Inet4Address) InetAddress.ofLiteral("192.168.1.9"), OTHER);
        for (int i = 0; i < 20; i++) {
            node.hears("eth0", own);
            node.hears("eth0", other);
            node.advance(Duration.ofSeconds(1));
        }
        assertThat(problems()).isEmpty();
    }

    @Test
    void aFloodOfClaimsIsBounded() {
        node.advance(MASTER_DOWN);
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 1_000; i++) {
                node.hears("eth0", GratuitousArp.encode(ADDRESS, OTHER + i));
            }
            node.advance(Duration.ofSeconds(1));
        }
        assertThat(problems()).hasSize(64);
        assertThat(states()).containsExactly(State.MASTER);
    }

    private void answerFor(Duration duration) {
        for (long millis = 0; millis < duration.toMillis(); millis += 500) {
            node.hears("eth0", claim);
            node.advance(Duration.ofMillis(500));
        }
    }

    private long questions() {
        byte[] question = AddressProbe.encode(ADDRESS, mac());
        return node.questions.stream()
                .filter(frame -> Arrays.equals(frame, question))
                .count();
    }

    private static long mac() {
        return link("eth0", 2, true).mac();
    }

    private static byte[] advertisement(int priority) {
        return AdvertisementEncoder.encode(
                WEB,
                AdvertisedPriority.of(priority),
                InetAddress.ofLiteral("192.168.1.109"),
                Envelope.multicast(AddressFamily.IPV4, OTHER, 0));
    }

    private List<AddressProblem> problems() {
        return Objects.requireNonNull(node.report).problems();
    }

    private List<State> states() {
        return Objects.requireNonNull(node.report).routers().stream()
                .map(RouterReport::state)
                .toList();
    }
}
