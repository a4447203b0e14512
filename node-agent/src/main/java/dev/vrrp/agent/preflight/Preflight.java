package dev.vrrp.agent.preflight;

import dev.vrrp.agent.preflight.Finding.Verdict;
import dev.vrrp.agent.runtime.NodeState;
import dev.vrrp.agent.runtime.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes all checks every {@value #PACE_SECONDS} s, and tells what they found when that is new. */
public final class Preflight implements AutoCloseable {
    private static final int PACE_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(Preflight.class);

    private final Supplier<Optional<NodeState>> node;
    private final List<Check> checks;
    private final Consumer<List<Finding>> listener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("preflight").daemon().factory());
    private List<Finding> told = List.of();

    /**
     * The checks of this node.
     *
     * @param node everything as it is now; empty: not to be had
     * @param listener told on the thread of the checks
     */
    public Preflight(
            Supplier<Optional<NodeState>> node,
            ProtocolProbe probe,
            Ticker ticker,
            InstantSource clock,
            Consumer<List<Finding>> listener) {
        this.node = node;
        this.listener = listener;
        Path proc = Path.of("/proc");
        this.checks = List.of(
                new CapabilityCheck(proc.resolve("self/status")),
                new InterfaceCheck(),
                new SettingsCheck(proc),
                new FirewallCheck(probe),
                new ElsewhereCheck(),
                new ClockCheck(ticker, clock));
    }

    /** What there is to say before the first look. */
    public List<Finding> pending() {
        return checks.stream()
                .map(check -> new Finding(
                        check.condition(), Verdict.UNKNOWN, "NotCheckedYet", "the agent has not looked at it yet"))
                .toList();
    }

    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::look, 1, PACE_SECONDS, TimeUnit.SECONDS);
    }

    /** Makes them now; once started, on the thread of the checks alone. */
    public void look() {
        node.get().ifPresent(state -> {
            List<Finding> found =
                    checks.stream().map(check -> look(check, state)).toList();
            for (Finding finding : found) {
                tell(finding);
            }
            if (!found.equals(told)) {
                told = found;
                listener.accept(found);
            }
        });
    }

    private static Finding look(Check check, NodeState state) {
        try {
            return check.look(state);
        } catch (IOException | RuntimeException e) {
            return new Finding(check.condition(), Verdict.UNKNOWN, "CheckFailed", String.valueOf(e.getMessage()));
        }
    }

    /** Logs what was not so before. */
    private void tell(Finding finding) {
        Verdict before = told.stream()
                .filter(earlier -> earlier.condition().equals(finding.condition()))
                .map(Finding::verdict)
                .findFirst()
                .orElse(Verdict.FINE);
        boolean news = told.stream().noneMatch(finding::equals);
        if (news && finding.verdict() == Verdict.WRONG) {
            log.warn("{}: {}", finding.reason(), finding.message());
        } else if (before == Verdict.WRONG && finding.verdict() == Verdict.FINE) {
            log.info("{}: {}", finding.reason(), finding.message());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
