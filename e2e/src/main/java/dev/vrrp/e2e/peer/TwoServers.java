package dev.vrrp.e2e.peer;

import dev.vrrp.e2e.lab.Card;
import java.util.List;

/** The example of two servers with two cards each, as keepalived runs it. */
public final class TwoServers {
    public static final String FIRST_ADDRESS = "192.168.1.111";
    public static final String SECOND_ADDRESS = "192.168.1.112";

    /** Names of the VirtualIPs, in the order of the addresses. */
    public static final List<String> NAMES = List.of("vi-1", "vi-2");

    private TwoServers() {}

    /** Both instances, as on the server with {@code priority}. */
    public static List<KeepalivedInstance> instances(int priority) {
        String first = Card.FIRST.device();
        String second = Card.SECOND.device();
        return List.of(
                new KeepalivedInstance("vi-1", first, second, 51, priority, "1111", FIRST_ADDRESS + "/24"),
                new KeepalivedInstance("vi-2", second, first, 52, priority, "2222", SECOND_ADDRESS + "/24"));
    }
}
