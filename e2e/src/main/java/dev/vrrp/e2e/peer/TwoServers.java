package dev.vrrp.e2e.peer;

import dev.vrrp.e2e.lab.Card;
import java.time.Duration;
import java.util.List;

/** The example of two servers with two cards each, as plans. */
public final class TwoServers {
    public static final String FIRST_ADDRESS = "192.168.1.111";
    public static final String SECOND_ADDRESS = "192.168.1.112";

    /** Names of the VirtualIPs, in the order of the addresses. */
    public static final List<String> NAMES = List.of("vi-1", "vi-2");

    private TwoServers() {}

    /** Both virtual routers, as on the server with {@code priority}. */
    public static List<RouterPlan> plans(int priority) {
        return List.of(
                plan("vi-1", Card.FIRST, Card.SECOND, 51, priority, "1111", FIRST_ADDRESS),
                plan("vi-2", Card.SECOND, Card.FIRST, 52, priority, "2222", SECOND_ADDRESS));
    }

    private static RouterPlan plan(
            String name, Card card, Card tracked, int virtualRouterId, int priority, String password, String address) {
        return new RouterPlan(
                name,
                card.device(),
                virtualRouterId,
                2,
                Duration.ofSeconds(1),
                priority,
                false,
                password,
                List.of(address + "/24"),
                List.of(),
                false,
                false,
                List.of(tracked.device()),
                "vg1");
    }
}
