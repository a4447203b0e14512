package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.product.Testbed;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** What is written for failovers: of one address whose Master dies or loses its card, and of two that move together. */
final class ApiWritesRow {
    private static final String ADDRESS = "192.168.1.120";
    private static final String OF_GROUP = "192.168.1.111";
    private static final int TIMES = 2;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private ApiWritesRow() {}

    static void measure(ClusterFigures figures) {
        try (Testbed testbed = Testbed.start()) {
            testbed.applyFile("deploy/examples/virtualip.yaml");
            for (int i = 0; i < TIMES; i++) {
                figures.add("Master killed: writes for its address", "writes", ofDeath(testbed));
                figures.add("Master's card lost: writes for its address", "writes", ofLostCard(testbed, ADDRESS));
            }
            testbed.deleteFile("deploy/examples/virtualip.yaml");
            testbed.applyFile("deploy/examples/two-servers.yaml");
            for (int i = 0; i < TIMES; i++) {
                figures.add(
                        "Master's card lost: writes for each of two addresses in a SyncGroup",
                        "writes",
                        ofLostCard(testbed, OF_GROUP) / 2);
            }
        }
    }

    private static double ofDeath(Testbed testbed) {
        Node master = settled(testbed, ADDRESS);
        Instant start = Instant.now();
        testbed.agent(master.name()).kill();
        awaitMove(testbed, ADDRESS, master);
        double writes = countWhenQuiet(testbed, start);
        testbed.agent(master.name()).start();
        return writes;
    }

    private static double ofLostCard(Testbed testbed, String address) {
        Node master = settled(testbed, address);
        Card card = master.deviceHolding(address).orElseThrow().equals(Card.FIRST.device()) ? Card.FIRST : Card.SECOND;
        Instant start = Instant.now();
        master.carrierDown(card);
        awaitMove(testbed, address, master);
        double writes = countWhenQuiet(testbed, start);
        master.carrierUp(card);
        return writes;
    }

    private static double countWhenQuiet(Testbed testbed, Instant start) {
        pause();
        ApiWrites writes = new ApiWrites(testbed.controlPlane());
        writes.awaitQuiet();
        System.out.println(writes.inWords(start));
        return writes.since(start).size();
    }

    private static Node settled(Testbed testbed, String address) {
        // an agent that was started again, or has its card again, may be Master once more
        pause();
        testbed.kubectl().output("wait", "--for=condition=Redundant", "vip", "--all", "--timeout=60s");
        new ApiWrites(testbed.controlPlane()).awaitQuiet();
        return testbed.lab().holders(address).getFirst();
    }

    /** Longer than the heartbeat of an agent that was killed counts, and than one takes to start. */
    private static void pause() {
        Awaitility.await().pollDelay(Duration.ofSeconds(15)).atMost(LIMIT).until(() -> true);
    }

    private static void awaitMove(Testbed testbed, String address, Node from) {
        Awaitility.await("another holds it").atMost(LIMIT).until(() -> testbed.lab().holders(address).stream()
                .anyMatch(node -> node != from));
    }
}
