package dev.vrrp.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.interop.InteropCase.Peer;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The moves of one virtual router between the agent and a peer, each with what must come of it. */
final class Story {
    private final InteropCase interop;
    private final Pair pair;

    Story(InteropCase interop, Pair pair) {
        this.interop = interop;
        this.pair = pair;
    }

    /** Nobody is there: it becomes Master. */
    void startsAlone(VrrpRouter router, int priority) {
        RouterPlan plan = start(router, priority, true);
        pair.expectMaster(router, Pair.START.plus(plan.masterDownInterval()));
    }

    /** The other is Master, and stays it. */
    void startsAsBackup(VrrpRouter router, int priority) {
        start(router, priority, true);
        pair.expectMaster(pair.other(router), Pair.START);
    }

    /** The other is Master with a lower priority: it takes over, and the client notices little of that. */
    void startsAndPreempts(VrrpRouter router, int priority) {
        Instant begun = Instant.now();
        RouterPlan plan = start(router, priority, true);
        pair.expectMaster(router, Pair.START.plus(plan.masterDownInterval()));
        assertThat(pair.outage(begun)).as("outage by preemption").isLessThan(Pair.TOLERANCE);
        expectReason(router, "PreemptedLowerPriority");
        expectReason(pair.other(router), "HigherPriorityMaster");
    }

    /** The other is Master with a lower priority, and stays it, since the one that starts does not preempt. */
    void startsWithoutPreempting(VrrpRouter router, int priority) {
        Instant begun = Instant.now();
        RouterPlan plan = start(router, priority, false);
        VrrpRouter master = pair.other(router);
        pair.expectMaster(master, Pair.START);
        await().pollDelay(plan.masterDownInterval().plus(Pair.TOLERANCE)).until(() -> true);
        pair.expectMaster(master, Pair.TOLERANCE);
        assertThat(pair.answeringNodes(begun))
                .as("who answered since %s came", router.node())
                .containsExactly(master.node().name());
    }

    /** It says that it goes: the other waits its skew time only. */
    void resigns(VrrpRouter router) {
        VrrpRouter heir = pair.other(router);
        Duration bound = pair.plansOf(heir).getFirst().skewTime().plus(Pair.TOLERANCE);
        Instant begun = Instant.now();
        pair.terminate(router);
        pair.expectMaster(heir, bound);
        assertThat(pair.outage(begun)).as("outage by resignation").isLessThan(bound);
        expectReason(heir, "MasterResigned");
        router.awaitEnd();
    }

    /** It is cut off in silence, so that there are two Masters, and comes back: it is the better one, and says so. */
    void fallsSilentAndReturns(VrrpRouter router) {
        VrrpRouter heir = pair.other(router);
        Duration bound = pair.plansOf(heir).getFirst().masterDownInterval().plus(Pair.TOLERANCE);
        Instant begun = Instant.now();
        pair.cut(router);
        pair.expectMaster(heir, bound);
        assertThat(pair.outage(begun)).as("outage by silence").isLessThan(bound);
        expectReason(heir, "MasterSilent");

        pair.heal(router);
        if (!announcesAgain(router)) {
            pair.expectStates(router, interop.interval().plus(Pair.TOLERANCE));
            pair.clientForgets();
        }
        pair.expectMaster(router, interop.interval().plus(Pair.TOLERANCE));
        expectReason(heir, "HigherPriorityMaster");
    }

    /**
     * Whether {@code winner} surely tells the client that it has been the better of two Masters. The agent has the last word
     * when it gives way, upon which keepalived announces; but not when it gives way because it is late. FRR announces when it
     * becomes Master only, and both give way in silence, so that the agent may never learn that there were two.
     */
    private boolean announcesAgain(VrrpRouter winner) {
        return interop.peer() == Peer.KEEPALIVED && winner.equals(pair.peer()) && !mayBeLate();
    }

    /** Whether a busy machine may well give the agent no time for as long as its peers wait for it. */
    private boolean mayBeLate() {
        return interop.interval().compareTo(Duration.ofMillis(100)) < 0;
    }

    private RouterPlan start(VrrpRouter router, int priority, boolean preempt) {
        RouterPlan plan = interop.plan(pair.other(router), priority, preempt);
        pair.start(router, List.of(plan));
        return plan;
    }

    /** Only the agent tells why; where it may be late, it may have other reasons in between. */
    private void expectReason(VrrpRouter router, String reason) {
        if (router.equals(pair.agent()) && !mayBeLate()) {
            assertThat(pair.agent().reason(pair.plansOf(router).getFirst())).hasValue(reason);
        }
    }
}
