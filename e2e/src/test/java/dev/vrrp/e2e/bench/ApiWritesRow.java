package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.lab.AddressHistory;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.product.Testbed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * What is written for failovers, and when it is told: of one address whose Master dies, alone or with the operator, or loses its
 * card, and of two that move together.
 */
final class ApiWritesRow implements AutoCloseable {
    /** An address, and the VirtualIP that it is of. */
    private record Moved(String address, String virtualIP) {}

    private static final Moved SINGLE = new Moved("192.168.1.120", "ingress");
    private static final List<Moved> GROUP =
            List.of(new Moved("192.168.1.111", "vi-1"), new Moved("192.168.1.112", "vi-2"));
    private static final int TIMES = 2;
    private static final Duration LIMIT = Duration.ofSeconds(40);
    /** As other heartbeats of agents that were killed count, and longer than one takes to start. */
    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final ClusterFigures figures;
    private final Testbed testbed = Testbed.start();
    private final AddressHistory history = AddressHistory.follow(testbed.lab());
    private final MasterWatch told = MasterWatch.follow(testbed.controlPlane());

    private ApiWritesRow(ClusterFigures figures) {
        this.figures = figures;
    }

    static void measure(ClusterFigures figures) {
        try (ApiWritesRow row = new ApiWritesRow(figures)) {
            row.testbed.applyFile("deploy/examples/virtualip.yaml");
            for (int i = 0; i < TIMES; i++) {
                row.masterDies();
                row.masterDiesWithTheOperator();
                row.masterLosesItsCard("Master's card lost", List.of(SINGLE));
            }
            row.testbed.deleteFile("deploy/examples/virtualip.yaml");
            row.testbed.applyFile("deploy/examples/two-servers.yaml");
            for (int i = 0; i < TIMES; i++) {
                row.masterLosesItsCard("Master's card lost, SyncGroup of two", GROUP);
            }
        }
    }

    private void masterDies() {
        Node master = settled(SINGLE);
        Instant start = Instant.now();
        testbed.agent(master.name()).kill();
        awaitTold("Master killed", List.of(SINGLE), start);
        countWhenQuiet("Master killed", start, 1);
        testbed.agent(master.name()).start();
    }

    private void masterDiesWithTheOperator() {
        Node master = settled(SINGLE);
        Instant start = Instant.now();
        testbed.operator().kill();
        testbed.agent(master.name()).kill();
        awaitTold("Master and operator killed", List.of(SINGLE), start);
        testbed.operator().start();
        testbed.agent(master.name()).start();
    }

    private void masterLosesItsCard(String what, List<Moved> all) {
        Node master = settled(all.getFirst());
        String device = master.deviceHolding(all.getFirst().address()).orElseThrow();
        Card card = device.equals(Card.FIRST.device()) ? Card.FIRST : Card.SECOND;
        Instant start = Instant.now();
        master.carrierDown(card);
        awaitTold(what, all, start);
        countWhenQuiet(what, start, all.size());
        master.carrierUp(card);
    }

    /** From the moment at which the new Master has an address to the one at which a watch on its VirtualIP names that node. */
    private void awaitTold(String what, List<Moved> all, Instant start) {
        for (Moved moved : all) {
            Awaitility.await("the new Master of " + moved.virtualIP() + " is told")
                    .atMost(LIMIT)
                    .until(() -> told.since(start, moved.virtualIP()).isPresent());
            MasterWatch.Seen seen = told.since(start, moved.virtualIP()).orElseThrow();
            Instant held = history.changes(moved.address(), start).stream()
                    .filter(change -> change.held() && change.node().equals(seen.node()))
                    .findFirst()
                    .orElseThrow()
                    .time();
            figures.add(
                    what + ": until a watch names the new Master",
                    "ms",
                    Duration.between(held, seen.time()).toNanos() / 1e6);
        }
    }

    private void countWhenQuiet(String what, Instant start, int addresses) {
        pause();
        ApiWrites writes = new ApiWrites(testbed.controlPlane());
        writes.awaitQuiet();
        System.out.println(writes.inWords(start));
        figures.add(
                what + ": writes for each address",
                "writes",
                writes.since(start).size() / (double) addresses);
    }

    private Node settled(Moved moved) {
        // an agent that was started again, or has its card again, may be Master once more
        pause();
        testbed.kubectl().output("wait", "--for=condition=Redundant", "vip", "--all", "--timeout=60s");
        new ApiWrites(testbed.controlPlane()).awaitQuiet();
        return testbed.lab().holders(moved.address()).getFirst();
    }

    private static void pause() {
        Awaitility.await().pollDelay(PAUSE).atMost(LIMIT).until(() -> true);
    }

    @Override
    public void close() {
        told.close();
        testbed.close();
    }
}
