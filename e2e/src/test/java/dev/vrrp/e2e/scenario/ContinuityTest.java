package dev.vrrp.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.AddressHistory;
import dev.vrrp.e2e.lab.Capture;
import dev.vrrp.e2e.lab.Card;
import dev.vrrp.e2e.lab.FastProbe;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the process of the agent, a client loses no packet where none need be lost, and no address is left behind. */
class ContinuityTest {
    private static final String ADDRESS = "192.168.1.111";
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    /** What a machine with two busy cores may add. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private Lab lab;
    private StandaloneAgent agentA;
    private StandaloneAgent agentB;
    private AddressHistory history;

    @RegisterExtension
    final AfterTestExecutionCallback diagnosis = context ->
            context.getExecutionException().ifPresent(_ -> System.out.println(agentA.log() + "---\n" + agentB.log()));

    @BeforeEach
    void twoServers() {
        lab = Lab.create(NodePlan.A, NodePlan.B);
        history = AddressHistory.follow(lab);
        agentA = new StandaloneAgent(lab.node(NodePlan.A), lab.directory());
        agentB = new StandaloneAgent(lab.node(NodePlan.B), lab.directory());
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000})
    void anAgentThatIsToldToEndLosesNoProbe(int intervalMillis) {
        startBoth(Duration.ofMillis(intervalMillis));
        FastProbe probe = startProbe();
        agentA.terminate();
        agentA.awaitEnd();
        awaitAnswersFrom("server-b");
        assertNothingLost(probe);
        assertThat(history.holders(ADDRESS)).containsExactly("server-b");
    }

    @Test
    void anAgentThatIsKilledAndStartedWithinItsLeaseGoesOnAsMasterAndLosesNoProbe() {
        RouterPlan plan = startBoth(Duration.ofSeconds(3));
        List<String> changes = changesOf(agentB);
        FastProbe probe = startProbe();
        Instant killed = Instant.now();

        agentA.killAndStart();

        await("the new process is Master").atMost(BOUND).pollInterval(POLL).until(() -> agentA.reason(plan)
                .equals(Optional.of("AddressesAdopted")));
        await("the lease of the one before would have ended")
                .pollDelay(Duration.ofSeconds(10))
                .atMost(BOUND)
                .until(() -> true);
        assertNothingLost(probe);
        assertThat(history.changes(ADDRESS, killed))
                .as("changes in the kernels")
                .isEmpty();
        assertThat(changesOf(agentB)).as("changes of the Backup").isEqualTo(changes);
    }

    @Test
    void anAgentThatIsKilledAndNotStartedLeavesNoAddressAfterItsLeaseAndASecond() {
        startBoth(Duration.ofSeconds(1));
        Instant killed = Instant.now();
        agentA.kill();
        await("the kernel has taken the address away").atMost(BOUND).until(() -> history.holders(ADDRESS)
                .equals(Set.of("server-b")));
        Instant gone = history.changes(ADDRESS, killed).stream()
                .filter(change -> change.node().equals("server-a") && !change.held())
                .findFirst()
                .orElseThrow()
                .time();
        Duration lease = Duration.ofSeconds(3);
        assertThat(Duration.between(killed, gone))
                .isLessThan(lease.plusSeconds(1).plus(TOLERANCE));
    }

    @Test
    void anAgentWhoseVirtualIpIsGoneRemovesWhatItLeftBefore() {
        RouterPlan plan = plan(Duration.ofSeconds(5), 200);
        agentA.start(List.of(plan));
        awaitAnswersFrom("server-a");
        agentA.kill();
        assertThat(agentA.node().holds(ADDRESS)).isTrue();
        Instant started = Instant.now();
        agentA.start(List.of(new RouterPlan(
                "other",
                Card.FIRST.device(),
                77,
                3,
                Duration.ofSeconds(5),
                200,
                true,
                null,
                List.of("192.168.1.177/24"),
                List.of(),
                false,
                false,
                List.of(),
                null)));
        await("the address that is not configured any more is gone")
                .atMost(BOUND)
                .until(() -> !agentA.node().holds(ADDRESS));
        assertThat(Duration.between(started, Instant.now()))
                .as("long before its lease of 15 s ends")
                .isLessThan(Duration.ofSeconds(10));
    }

    /** Frozen until another has just taken over, with its addresses still there; and until the kernel has taken them. */
    @ParameterizedTest
    @ValueSource(longs = {0, 3_000})
    void anAgentThatThawsSaysNothingFromThePastAndIsBackup(long longerMillis) {
        // long enough that the other one is not taken for silent where a busy machine lets it wait for half a second
        RouterPlan plan = startBoth(Duration.ofMillis(300));
        Capture capture = Capture.start(lab, agentA.node(), Card.FIRST);

        agentA.pause();
        await("the other takes over").atMost(BOUND).pollInterval(POLL).until(() -> agentB.state(plan) == State.MASTER);
        await().pollDelay(Duration.ofMillis(longerMillis)).until(() -> true);
        Instant thawed = Instant.now();
        agentA.resume();

        await("it knows that it was late").atMost(BOUND).until(() -> agentA.reason(plan)
                .equals(Optional.of("Late")));
        await("its kernel has no address").atMost(BOUND).until(() -> !agentA.node()
                .holds(ADDRESS));
        await("anything else would have been said")
                .pollDelay(Duration.ofSeconds(2))
                .until(() -> true);
        capture.stop();
        String since =
                " && frame.time_epoch >= %d.%03d".formatted(thawed.getEpochSecond(), thawed.getNano() / 1_000_000);
        assertThat(capture.count("vrrp" + since)).as("advertisements").isZero();
        assertThat(capture.count("arp.isgratuitous" + since))
                .as("gratuitous ARP")
                .isZero();
        assertThat(agentA.state(plan)).isEqualTo(State.BACKUP);
        assertThat(agentB.state(plan)).isEqualTo(State.MASTER);
        awaitAnswersFrom("server-b");
    }

    private static List<String> changesOf(StandaloneAgent agent) {
        return agent.log().lines().filter(line -> line.contains(" -> ")).toList();
    }

    /** Agent A as Master, and agent B as Backup. */
    private RouterPlan startBoth(Duration interval) {
        RouterPlan plan = plan(interval, 200);
        agentA.start(List.of(plan));
        lab.client().probe(ADDRESS);
        awaitAnswersFrom("server-a");
        agentB.start(List.of(plan(interval, 100)));
        await("the other is Backup").atMost(BOUND).until(() -> agentB.state(plan) == State.BACKUP);
        return plan;
    }

    private static RouterPlan plan(Duration interval, int priority) {
        return new RouterPlan(
                "web",
                Card.FIRST.device(),
                51,
                3,
                interval,
                priority,
                false,
                null,
                List.of(ADDRESS + "/24"),
                List.of(),
                false,
                false,
                List.of(),
                null);
    }

    private void awaitAnswersFrom(String node) {
        await(node + " answers")
                .atMost(BOUND)
                .pollInterval(POLL)
                .until(() -> lab.client().probe(ADDRESS).answeringNode().equals(Optional.of(node)));
    }

    private FastProbe startProbe() {
        FastProbe probe = FastProbe.start(lab, ADDRESS);
        await("it probes").pollDelay(Duration.ofMillis(300)).until(() -> true);
        return probe;
    }

    private static void assertNothingLost(FastProbe probe) {
        FastProbe.Result result = probe.end();
        System.out.println(result);
        assertThat(result.sent()).isGreaterThan(100);
        assertThat(result.lost()).as(result.toString()).isZero();
    }
}
