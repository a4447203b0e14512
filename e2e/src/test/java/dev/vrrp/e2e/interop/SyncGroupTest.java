package dev.vrrp.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.Keepalived;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.State;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two virtual routers on two cards that the agent keeps together, beside a keepalived that does so too, or does not. */
class SyncGroupTest {
    private static final String GROUP = "vg1";
    private static final String FIRST_ADDRESS = "192.168.1.111";
    private static final String SECOND_ADDRESS = "192.168.1.112";
    private static final int LOW = 50;
    private static final int MIDDLE = 100;
    private static final int HIGH = 150;
    /** Long enough to tell a resignation, 2.8 s with what a busy machine adds, from a silence of 3.8 s. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Test
    void keepalivedKnowsTheGroup() {
        play("keepalived that knows the group", pair -> {
            pair.start(pair.peer(), plans(pair.agent(), MIDDLE, GROUP));
            pair.expectMaster(pair.peer(), Pair.START);
            pair.start(pair.agent(), plans(pair.peer(), LOW, GROUP));
            pair.expectMaster(pair.peer(), Pair.START);

            // it resigns on the card that is left, and the agent takes both as resigned
            pair.peer().node().carrierDown(Card.FIRST);
            pair.expectMaster(pair.agent(), skewTime(LOW).plus(Pair.TOLERANCE));
            pair.peer().node().carrierUp(Card.FIRST);
            pair.expectMaster(pair.peer(), masterDownInterval(MIDDLE).plus(Pair.START));

            pair.terminate(pair.agent());
            pair.agent().awaitEnd();
            pair.start(pair.agent(), plans(pair.peer(), HIGH, GROUP));
            pair.expectMaster(pair.agent(), masterDownInterval(HIGH).plus(Pair.START));
            agentMovesBothWays(pair);
        });
    }

    @Test
    void keepalivedDoesNotKnowTheGroup() {
        play("keepalived that does not know the group", pair -> {
            pair.start(pair.peer(), plans(pair.agent(), MIDDLE, null));
            pair.expectMaster(pair.peer(), Pair.START);
            pair.start(pair.agent(), plans(pair.peer(), LOW, GROUP));
            pair.expectMaster(pair.peer(), Pair.START);

            // it keeps one and gives up the other; a group is never split, as keepalived's own groups are not
            pair.peer().node().carrierDown(Card.SECOND);
            await().pollDelay(masterDownInterval(LOW).plus(Pair.TOLERANCE)).until(() -> true);
            for (RouterPlan plan : pair.plansOf(pair.agent())) {
                assertThat(pair.agent().state(plan)).as(plan.name()).isEqualTo(State.BACKUP);
                assertThat(pair.agent().node().servedAddresses()).doesNotContainAnyElementsOf(plan.bareAddresses());
            }
            assertThat(pair.lab().client().reaches(FIRST_ADDRESS))
                    .as("what keepalived kept answers")
                    .isTrue();
            pair.peer().node().carrierUp(Card.SECOND);
            pair.expectMaster(pair.peer(), masterDownInterval(MIDDLE).plus(Pair.START));

            pair.terminate(pair.agent());
            pair.agent().awaitEnd();
            pair.start(pair.agent(), plans(pair.peer(), HIGH, GROUP));
            pair.expectMaster(pair.agent(), masterDownInterval(HIGH).plus(Pair.START));
            agentMovesBothWays(pair);
        });
    }

    /** The better agent loses a card, gets it back, and resigns: both addresses move each time. */
    private static void agentMovesBothWays(Pair pair) {
        pair.agent().node().carrierDown(Card.SECOND);
        pair.expectMaster(pair.peer(), masterDownInterval(MIDDLE).plus(Pair.TOLERANCE));
        pair.agent().node().carrierUp(Card.SECOND);
        pair.expectMaster(pair.agent(), masterDownInterval(HIGH).plus(Pair.START));
        pair.terminate(pair.agent());
        pair.expectMaster(pair.peer(), skewTime(MIDDLE).plus(Pair.TOLERANCE));
        pair.agent().awaitEnd();
    }

    private static void play(String title, Consumer<Pair> story) {
        Pair.play(title, lab -> new Keepalived(lab.node(NodePlan.B), lab.directory()), story);
    }

    private static Duration skewTime(int priority) {
        return plan(Card.FIRST, "", priority, null).skewTime();
    }

    private static Duration masterDownInterval(int priority) {
        return plan(Card.FIRST, "", priority, null).masterDownInterval();
    }

    /** Both virtual routers, as a node runs them beside {@code other}. */
    private static List<RouterPlan> plans(VrrpRouter other, int priority, @Nullable String group) {
        return Stream.of(Card.values())
                .map(card -> plan(card, other.node().address(card), priority, group))
                .toList();
    }

    private static RouterPlan plan(Card card, String peer, int priority, @Nullable String group) {
        boolean first = card == Card.FIRST;
        return new RouterPlan(
                first ? "vi-1" : "vi-2",
                card.device(),
                first ? 51 : 52,
                3,
                INTERVAL,
                priority,
                true,
                null,
                List.of((first ? FIRST_ADDRESS : SECOND_ADDRESS) + "/24"),
                List.of(peer),
                false,
                false,
                List.of(),
                group);
    }
}
