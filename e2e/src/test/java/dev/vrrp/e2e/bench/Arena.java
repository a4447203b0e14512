package dev.vrrp.e2e.bench;

import static org.awaitility.Awaitility.await;

import dev.vrrp.e2e.lab.AddressHistory;
import dev.vrrp.e2e.lab.Lab;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.lab.NodePlan;
import dev.vrrp.e2e.lab.Probe;
import dev.vrrp.e2e.peer.RouterPlan;
import dev.vrrp.e2e.peer.State;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.awaitility.core.ConditionTimeoutException;

/** One program on two nodes, of which A is the Master while nothing is wrong, and a client that asks a thousand times a second. */
final class Arena implements AutoCloseable {
    private static final Duration PROBE_PERIOD = Duration.ofMillis(1);
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Lab lab;
    private final AddressHistory history;
    private final VrrpRouter master;
    private final VrrpRouter backup;
    private final IntFunction<List<RouterPlan>> plans;
    private final int masterPriority;
    private final int backupPriority;
    private final List<Probe> probes;

    private Arena(Contender contender, IntFunction<List<RouterPlan>> plans, int masterPriority, int backupPriority) {
        this.lab = Lab.create(NodePlan.A, NodePlan.B);
        this.history = AddressHistory.follow(lab);
        this.master = contender.on(lab.node(NodePlan.A), lab.directory());
        this.backup = contender.on(lab.node(NodePlan.B), lab.directory());
        this.plans = plans;
        this.masterPriority = masterPriority;
        this.backupPriority = backupPriority;
        this.probes = plans.apply(masterPriority).stream()
                .flatMap(plan -> plan.bareAddresses().stream())
                .map(address -> lab.client().probe(address, PROBE_PERIOD))
                .toList();
    }

    /**
     * Starts {@code contender} on both nodes and waits until A has everything.
     *
     * @param plans by priority
     */
    static Arena open(
            Contender contender, IntFunction<List<RouterPlan>> plans, int masterPriority, int backupPriority) {
        Arena arena = new Arena(contender, plans, masterPriority, backupPriority);
        try {
            arena.startMaster();
            arena.awaitHome();
            arena.startBackup();
            arena.awaitBackup();
            arena.pause(plans.apply(backupPriority)
                    .getFirst()
                    .interval()
                    .multipliedBy(4)
                    .plusMillis(800));
            arena.awaitHome();
            return arena;
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    Lab lab() {
        return lab;
    }

    AddressHistory history() {
        return history;
    }

    VrrpRouter master() {
        return master;
    }

    VrrpRouter backup() {
        return backup;
    }

    void startMaster() {
        master.start(plans.apply(masterPriority));
    }

    void startBackup() {
        backup.start(plans.apply(backupPriority));
    }

    /** Waits until B takes part: a program that takes its time to start is not what is measured. */
    private void awaitBackup() {
        awaiting(backup.node() + " takes part", () -> plans.apply(backupPriority).stream()
                .allMatch(plan -> backup.state(plan) == State.BACKUP));
    }

    /** Waits until A alone holds every address, and the client hears it there. */
    void awaitHome() {
        awaitHolder(master.node());
    }

    /** Waits until the client hears B for every address. */
    void awaitAway() {
        awaitAnswer(backup.node());
    }

    void awaitHolder(Node node) {
        awaiting(node + " has everything", () -> probes.stream()
                .allMatch(probe ->
                        answers(probe, node) && history.holders(probe.address()).equals(Set.of(node.name()))));
    }

    private void awaitAnswer(Node node) {
        awaiting(node + " answers for everything", () -> probes.stream().allMatch(probe -> answers(probe, node)));
    }

    private static boolean answers(Probe probe, Node node) {
        return probe.answeringNode().filter(node.name()::equals).isPresent();
    }

    private void awaiting(String what, Callable<Boolean> condition) {
        try {
            await(what).atMost(BOUND).pollInterval(POLL).until(condition);
        } catch (ConditionTimeoutException e) {
            StringBuilder text = new StringBuilder(what + ": not within " + BOUND.toSeconds() + " s");
            probes.forEach(probe -> text.append("%n%s is answered by %s and held by %s"
                    .formatted(probe.address(), probe.answeringNode(), history.holders(probe.address()))));
            text.append("\n--- A ---\n")
                    .append(master.log())
                    .append("\n--- B ---\n")
                    .append(backup.log());
            throw new IllegalStateException(text.toString(), e);
        }
    }

    /** The longest time since {@code since} in which an address did not answer, in milliseconds. */
    double outageMillis(Instant since) {
        return probes.stream()
                .mapToDouble(probe -> probe.longestOutage(since).duration().toNanos() / 1e6)
                .max()
                .orElseThrow();
    }

    /** How many questions since {@code since} got no answer. */
    long lost(Instant since) {
        return probes.stream().mapToLong(probe -> probe.lost(since)).sum();
    }

    /**
     * Whether the client's kernel knows an address by a card of another node than the one that holds it; a tenth of a second long, so
     * that a move in that moment does not count.
     */
    boolean clientIsWrong() {
        if (!looksWrong()) {
            return false;
        }
        pause(Duration.ofMillis(100));
        return looksWrong();
    }

    private boolean looksWrong() {
        return probes.stream().anyMatch(probe -> {
            Set<String> holders = history.holders(probe.address());
            return lab.client()
                    .neighbour(probe.address())
                    .filter(mac -> lab.nodes().stream()
                            .anyMatch(node -> holders.contains(node.name()) && node.speaksFrom(mac)))
                    .isEmpty();
        });
    }

    /** Lets time go by: what is measured is what happens in it. */
    void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(30)).until(() -> true);
    }

    @Override
    public void close() {
        lab.close();
    }
}
