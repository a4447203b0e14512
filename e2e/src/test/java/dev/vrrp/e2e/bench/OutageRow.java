package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.product.Agent;
import dev.vrrp.e2e.product.Reported;
import dev.vrrp.e2e.product.Testbed;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** The API server is away for minutes, while Masters die and lose their cards; and how soon everything is true afterwards. */
record OutageRow(int minutes) {
    private static final String NAME = "ingress";
    private static final String ADDRESS = "192.168.1.120";
    private static final Duration BETWEEN = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    void measure(ClusterFigures figures) {
        try (Testbed testbed = Testbed.start()) {
            testbed.applyFile("deploy/examples/virtualip.yaml");
            testbed.kubectl().output("wait", "--for=condition=Redundant", "vip/" + NAME, "--timeout=60s");
            Probe probe = testbed.lab().client().probe(ADDRESS);
            await("it answers", () -> probe.answeringNode().isPresent());
            String outage = "API server away for " + minutes + " min: ";
            Instant start = Instant.now();
            testbed.controlPlane().stopApiServer();
            int failovers = 0;
            while (Duration.between(start, Instant.now()).toMinutes() < minutes) {
                figures.add(outage + "failover", "ms", failover(testbed, probe, failovers++ % 2 == 0));
                Instant calm = Instant.now();
                pause(BETWEEN);
                figures.add(outage + "lost between failovers", "probes", probe.lost(calm));
            }
            Instant back = Instant.now();
            testbed.controlPlane().startApiServer();
            Reported reported = new Reported(testbed.kubectl());
            Node holder = testbed.lab().holders(ADDRESS).getFirst();
            await("the status names the Master", () -> reported.master("virtualip", NAME)
                    .filter(holder.name()::equals)
                    .isPresent());
            figures.add(outage + "… is back, until the status names the Master", "s", seconds(back));
            for (String condition : new String[] {"Ready", "Redundant", "Programmed", "SplitBrain=false"}) {
                testbed.kubectl().output("wait", "--for=condition=" + condition, "vip/" + NAME, "--timeout=60s");
            }
            figures.add(outage + "… is back, until every condition is true", "s", seconds(back));
            long expected = failovers;
            await("every failover has its Event", () -> becameMaster(reported, start) >= expected);
            figures.add(outage + "failovers", "times", failovers);
            figures.add(outage + "failovers that an Event tells afterwards", "times", becameMaster(reported, start));
            figures.add(outage + "lost after it was back", "probes", probe.lost(back));
        }
    }

    /** For how long nobody answered. */
    private static double failover(Testbed testbed, Probe probe, boolean dies) {
        Node master = testbed.lab().holders(ADDRESS).getFirst();
        Card card = master.deviceHolding(ADDRESS).orElseThrow().equals(Card.FIRST.device()) ? Card.FIRST : Card.SECOND;
        Agent agent = testbed.agent(master.name());
        Instant start = Instant.now();
        if (dies) {
            agent.kill();
        } else {
            master.carrierDown(card);
        }
        await("another answers", () -> probe.answeringNode()
                .filter(node -> !node.equals(master.name()))
                .isPresent());
        double millis = probe.longestOutage(start).duration().toNanos() / 1e6;
        if (dies) {
            agent.start();
        } else {
            master.carrierUp(card);
        }
        // it is Master again if it ranks better
        pause(Duration.ofSeconds(8));
        return millis;
    }

    private static long becameMaster(Reported reported, Instant since) {
        return reported.events("VirtualIP", NAME).stream()
                .filter(event ->
                        event.reason().equals("BecameMaster") && event.time().isAfter(since))
                .count();
    }

    private static double seconds(Instant start) {
        return Duration.between(start, Instant.now()).toNanos() / 1e9;
    }

    private static void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(holds);
    }

    private static void pause(Duration duration) {
        Awaitility.await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }
}
