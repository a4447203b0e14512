package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.product.OperatorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two operators: one decides, the other follows it; who is gone, however it went, writes nothing any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeadershipTest {
    @RegisterExtension
    static final TestbedExtension LAB = TestbedExtension.ofThreeNodes();

    /** The Lease lasts 6 s and is looked at every second; 4 s for a loaded machine. */
    private static final Duration REPLACEMENT = Duration.ofSeconds(12);

    private static final Duration START = Duration.ofSeconds(30);

    private static final String ADDRESS = "192.168.1.120";

    private OperatorProcess first;
    private OperatorProcess second;
    private Instant start = Instant.EPOCH;

    @BeforeAll
    void applyTheSimplest() {
        first = LAB.testbed().operator();
        second = LAB.testbed().operator("operator-2");
        LAB.testbed().applyFile("deploy/examples/virtualip.yaml");
        await("the address answers")
                .atMost(Bounds.CONVERGENCE)
                .until(() -> LAB.testbed().lab().holders(ADDRESS).size() == 1);
        LAB.awaitBestRanked("ingress");
        LAB.testbed().lab().client().probe(ADDRESS);
        LAB.testbed().kubectl().output("wait", "--for=condition=Redundant", "virtualip/ingress", "--timeout=20s");
    }

    @BeforeEach
    void firstLeadsAndSecondStandsBy() {
        if (second.runs()) {
            second.terminate();
        }
        if (!first.runs()) {
            first.start();
        }
        awaitLeader("operator", START);
        int before = count(second, "stands by");
        second.start();
        await("the second knows that the first leads").atMost(START).until(() -> count(second, "stands by") > before);
        start = Instant.now();
    }

    @AfterEach
    void theAddressLostNothing() {
        Probe probe = LAB.testbed().lab().client().probe(ADDRESS);
        assertThat(probe.lost(start)).isZero();
        assertThat(probe.answeringNodes(start)).hasSize(1);
    }

    @Test
    void aKilledLeaderIsReplacedAndNothingIsWrittenThatStandsAlready() {
        String before = specs();
        int written = count(second, "NodeConfig written") + count(second, "status written");

        first.kill();
        awaitLeader("operator-2", REPLACEMENT);
        await("the new leader has planned").pollDelay(Duration.ofSeconds(2)).until(() -> true);

        assertThat(specs()).isEqualTo(before);
        assertThat(count(second, "NodeConfig written") + count(second, "status written"))
                .isEqualTo(written);
        change("replaced");
    }

    @Test
    void aLeaderThatEndsInOrderIsFollowedAtOnce() {
        Instant ended = Instant.now();
        assertThat(first.terminate()).isZero();
        awaitLeader("operator-2", REPLACEMENT);
        assertThat(Duration.between(ended, Instant.now())).isLessThan(Duration.ofSeconds(6));
        change("followed");
    }

    @Test
    void aFrozenLeaderStandsByWhenItThaws() {
        int lost = count(first, "leads no longer");
        first.pause();
        awaitLeader("operator-2", REPLACEMENT);
        change("thawed");
        String before = specs();

        first.resume();
        await("the first one notices").atMost(Bounds.CONVERGENCE).until(() -> count(first, "leads no longer") > lost);
        assertThat(specs()).isEqualTo(before);
        awaitLeader("operator-2", REPLACEMENT);
    }

    /** Somebody decides: what is changed arrives in the NodeConfigs. */
    private static void change(String value) {
        int interval = value.length() * 100;
        LAB.testbed()
                .kubectl()
                .output(
                        "patch",
                        "virtualip",
                        "ingress",
                        "--type=merge",
                        "--patch={\"spec\":{\"preemptDelay\":\"%dms\"}}".formatted(interval));
        await("the new leader writes NodeConfigs").atMost(Bounds.CONVERGENCE).until(() -> specs().contains(
                        interval + "ms"));
    }

    private static void awaitLeader(String name, Duration bound) {
        await(name + " leads")
                .atMost(bound)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> LAB.testbed()
                        .kubectl()
                        .run(
                                "get",
                                "lease",
                                "vrrp-operator",
                                "--namespace=vrrp-system",
                                "-o",
                                "jsonpath={.spec.holderIdentity}")
                        .output()
                        .startsWith(name + "_"));
    }

    private static int count(OperatorProcess operator, String words) {
        if (Files.notExists(operator.log())) {
            return 0;
        }
        try {
            List<String> lines = Files.readAllLines(operator.log());
            return (int) lines.stream().filter(line -> line.contains(words)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String specs() {
        return LAB.testbed()
                .kubectl()
                .output(
                        "get",
                        "nodeconfigs",
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.name} {.metadata.generation} {.spec}{\"\\n\"}{end}");
    }
}
