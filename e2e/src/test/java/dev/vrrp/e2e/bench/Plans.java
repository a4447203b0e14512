package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.TwoServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The virtual routers that are measured. */
final class Plans {
    /** As in keepalived's own examples. */
    static final int HIGH = 200;

    static final int LOW = 100;

    private static final int PER_CARD = 255;

    /** What the nodes speak from, by interface. */
    private static final Map<String, List<String>> PEERS = Map.of(
            Card.FIRST.device(),
            List.of("192.168.1.104", "192.168.1.109", "192.168.1.114"),
            Card.SECOND.device(),
            List.of("192.168.1.105", "192.168.1.106", "192.168.1.115"),
            "lan3",
            List.of("192.168.30.1", "192.168.30.2"),
            "lan4",
            List.of("192.168.40.1", "192.168.40.2"),
            "lan5",
            List.of("192.168.50.1", "192.168.50.2"),
            "lan6",
            List.of("192.168.60.1", "192.168.60.2"));

    private Plans() {}

    /** One virtual router of version 3 with one address. */
    static List<RouterPlan> one(Duration interval, int priority, boolean preempt) {
        return List.of(plan(
                "vi-1",
                Card.FIRST.device(),
                51,
                interval,
                priority,
                preempt,
                TwoServers.FIRST_ADDRESS + "/24",
                List.of(),
                null));
    }

    /** Two virtual routers on two cards, which move together when either card is lost. */
    static List<RouterPlan> group(Duration interval, int priority) {
        return List.of(
                plan(
                        "vi-1",
                        Card.FIRST.device(),
                        51,
                        interval,
                        priority,
                        true,
                        TwoServers.FIRST_ADDRESS + "/24",
                        List.of(Card.SECOND.device()),
                        "vg1"),
                plan(
                        "vi-2",
                        Card.SECOND.device(),
                        52,
                        interval,
                        priority,
                        true,
                        TwoServers.SECOND_ADDRESS + "/24",
                        List.of(Card.FIRST.device()),
                        "vg1"));
    }

    /** Two virtual routers that are independent of each other: a fast one and a slow one. */
    static List<RouterPlan> chaos(int priority) {
        return ChaosRun.WATCHED.stream()
                .map(watched -> plan(
                        "vi-" + watched.virtualRouterId(),
                        watched.card().device(),
                        watched.virtualRouterId(),
                        watched.interval(),
                        priority,
                        true,
                        watched.address() + "/24",
                        List.of(),
                        null))
                .toList();
    }

    /** Virtual routers 1 to 255 on each of {@code devices}, with one address each. */
    static List<RouterPlan> many(List<String> devices, Duration interval, int priority) {
        List<RouterPlan> plans = new ArrayList<>();
        for (int card = 0; card < devices.size(); card++) {
            for (int vrid = 1; vrid <= PER_CARD; vrid++) {
                plans.add(plan(
                        "vi-" + card + "-" + vrid,
                        devices.get(card),
                        vrid,
                        interval,
                        priority,
                        true,
                        "10.200." + card + "." + vrid + "/32",
                        List.of(),
                        null));
            }
        }
        return plans;
    }

    private static RouterPlan plan(
            String name,
            String device,
            int vrid,
            Duration interval,
            int priority,
            boolean preempt,
            String address,
            List<String> tracked,
            @Nullable String group) {
        return new RouterPlan(
                name,
                device,
                vrid,
                3,
                interval,
                priority,
                preempt,
                null,
                List.of(address),
                // as the operator tells agents in a cluster who the others are: a router that is not expected is looked
                // at closely
                PEERS.getOrDefault(device, List.of()),
                false,
                false,
                tracked,
                group);
    }
}
