package dev.vrrp.e2e.interop;

import dev.vrrp.e2e.interop.InteropCase.Family;
import dev.vrrp.e2e.interop.InteropCase.Peer;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One virtual router, run by the agent and by a peer. */
@Execution(ExecutionMode.CONCURRENT)
class InteropTest {
    private static final int LOW = 50;
    private static final int MIDDLE = 100;
    private static final int HIGH = 150;

    static Stream<InteropCase> cases() {
        InteropCase keepalived = InteropCase.of(Peer.KEEPALIVED, Family.IPV4);
        InteropCase keepalived6 = InteropCase.of(Peer.KEEPALIVED, Family.IPV6);
        InteropCase frr = InteropCase.of(Peer.FRR, Family.IPV4);
        InteropCase frr6 = InteropCase.of(Peer.FRR, Family.IPV6);
        return Stream.of(
                keepalived,
                keepalived.withAddresses(20).every(Duration.ofMillis(300)),
                keepalived.byUnicast(),
                keepalived.withVirtualMac(),
                keepalived.version2("secret"),
                keepalived.version2(null).byUnicast(),
                keepalived6,
                keepalived6.withAddresses(20).every(Duration.ofMillis(300)),
                keepalived6.byUnicast(),
                frr,
                frr.withAddresses(20).every(Duration.ofMillis(300)),
                frr.version2(null),
                frr6,
                frr6.withAddresses(20).every(Duration.ofMillis(300)));
    }

    /** First the agent, then the peer is the better one: it preempts, falls silent, returns, and resigns. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyMoveInBothDirections(InteropCase interop) {
        moveInBothDirections(interop);
    }

    static void moveInBothDirections(InteropCase interop) {
        play(interop, (pair, story) -> {
            VrrpRouter agent = pair.agent();
            VrrpRouter peer = pair.peer();
            story.startsAlone(peer, MIDDLE);
            story.startsAndPreempts(agent, HIGH);
            story.fallsSilentAndReturns(agent);
            story.resigns(agent);

            story.startsAsBackup(agent, LOW);
            story.resigns(peer);
            story.startsAndPreempts(peer, MIDDLE);
            story.fallsSilentAndReturns(peer);
        });
    }

    @ParameterizedTest
    @EnumSource
    void nobodyPreemptsWhoIsToldNotTo(Peer program) {
        play(InteropCase.of(program, Family.IPV4), (pair, story) -> {
            VrrpRouter agent = pair.agent();
            VrrpRouter peer = pair.peer();
            story.startsAlone(peer, LOW);
            story.startsWithoutPreempting(agent, HIGH);
            story.resigns(peer);
            story.startsWithoutPreempting(peer, HIGH + 1);
            story.resigns(agent);
        });
    }

    private static void play(InteropCase interop, BiConsumer<Pair, Story> told) {
        Pair.play(interop.toString(), lab -> interop.peerOn(lab.node(NodePlan.B), lab.directory()), pair -> {
            pair.peer().node().answersArpFromTheRightCard();
            told.accept(pair, new Story(interop, pair));
        });
    }
}
