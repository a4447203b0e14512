package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.product.Testbed;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** From {@code kubectl apply} to the first answer, with real agents on three nodes. */
final class AnswerRow {
    private static final int TIMES = 20;
    private static final int FIRST_HOST = 200;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private AnswerRow() {}

    static void measure(ClusterFigures figures) {
        try (Testbed testbed = Testbed.start()) {
            for (int i = 0; i < TIMES; i++) {
                once(figures, testbed, "192.168.1." + (FIRST_HOST + i));
            }
        }
    }

    private static void once(ClusterFigures figures, Testbed testbed, String address) {
        try (Probe probe = testbed.lab().client().probe(address)) {
            // what the one before set off is over, and the probe asks
            Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            Instant start = Instant.now();
            testbed.kubectl().apply("""
                            {apiVersion: vrrp.dev/v1alpha1, kind: VirtualIP, metadata: {name: answers},
                             spec: {addresses: [%s/24], advertisementInterval: 100ms}}
                            """.formatted(address)).orThrow();
            Instant returned = Instant.now();
            Instant answered = Awaitility.await("it answers")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> testbed.lab().nodes().stream()
                                    .flatMap(node -> probe.firstAnswer(node.name(), start).stream())
                                    .min(Instant::compareTo),
                            first -> first.isPresent())
                    .orElseThrow();
            figures.add("interval 100 ms: kubectl apply itself", "ms", millis(start, returned));
            figures.add("interval 100 ms: from its end to the first answer", "ms", millis(returned, answered));
            figures.add("interval 100 ms: from its start to the first answer", "ms", millis(start, answered));
        } finally {
            testbed.kubectl().output("delete", "vip", "answers");
        }
    }

    private static double millis(Instant start, Instant end) {
        return Duration.between(start, end).toNanos() / 1e6;
    }
}
