package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.preflight.Finding;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.runtime.AddressRestoration;
import dev.vrrp.agent.runtime.ForeignRouter;
import dev.vrrp.agent.runtime.NodeReport;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterReport.Change;
import dev.vrrp.api.v1alpha1.NodeConfigSpec;
import dev.vrrp.api.v1alpha1.VirtualRouter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API server, on its own thread, what happened. State is put together, so that only the latest is sent; changes are
 * kept in order, the last {@value #MOST_CHANGES} of them. While the API server can't be reached nothing is lost but what is
 * beyond that, and nothing waits for it.
 */
public final class Reporter implements ReportListener, AutoCloseable {
    private static final int MOST_CHANGES = 256;
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(3);
    /** What others send must not become a load for the API server: foreign routers are written this often at most. */
    private static final Duration FOREIGN_PAUSE = Duration.ofSeconds(3);

    /**
     * A Master looks once whether it is told as such: two nodes that were Master one after the other may have written in the
     * opposite order.
     */
    private static final Duration CONFIRMATION = Duration.ofSeconds(1);

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);

    /** An Event that is to be sent, about what became of a virtual router. */
    private sealed interface Pending {
        String router();
    }

    private record PendingChange(RouterReport report, Change change) implements Pending {
        @Override
        public String router() {
            return report.name();
        }
    }

    private record PendingRestoration(AddressRestoration restoration) implements Pending {
        @Override
        public String router() {
            return restoration.router();
        }
    }

    private final StatusWriter writer;
    private final Thread thread = Thread.ofPlatform().name("reporter").daemon().unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Pending> changes = new ArrayDeque<>();
    private @Nullable NodeReport latest;
    private @Nullable Rejection rejection;
    private List<Finding> findings = List.of();
    private boolean unsent;
    /** Whether the NodeConfig may have no status of ours. */
    private boolean appeared;

    private List<ForeignRouter> foreign = List.of();
    private boolean foreignUnsent;
    /** When foreign routers were last written, by {@link System#nanoTime}. */
    private long foreignSentNanos = System.nanoTime() - FOREIGN_PAUSE.toNanos();

    private boolean closing;
    /** VirtualIP by virtual router; those of the configuration before stay while they are reported. */
    private Map<String, String> virtualIPs = Map.of();
    /** The state of each VirtualIP that the last Event told. */
    private final Map<String, State> told = new HashMap<>();
    /** What the status of each VirtualIP says of this node; on the reporter's thread. */
    private final Map<String, List<RouterReport>> reported = new HashMap<>();
    /** When to look, by {@link System#nanoTime}, by VirtualIP; on the reporter's thread. */
    private final Map<String, Long> confirmations = new HashMap<>();

    /** A configuration that could not be run. */
    record Rejection(long generation, String message) {}

    public Reporter(StatusWriter writer) {
        this.writer = writer;
    }

    public void start() {
        thread.start();
    }

    /** From now on the virtual routers of {@code spec} are reported; call it before they are run. */
    public void accepted(NodeConfigSpec spec) {
        locked(() -> {
            Map<String, String> next = new HashMap<>();
            if (latest != null) {
                latest.routers().forEach(router -> {
                    String virtualIP = virtualIPs.get(router.name());
                    if (virtualIP != null) {
                        next.put(router.name(), virtualIP);
                    }
                });
            }
            for (VirtualRouter router : spec.virtualRouters()) {
                next.put(router.name(), router.virtualIP());
            }
            virtualIPs = next;
            told.keySet().retainAll(next.values());
            rejection = null;
            unsent = true;
        });
    }

    /** A NodeConfig can't be run. */
    public void rejected(long generation, String message) {
        log.warn("NodeConfig generation {} is rejected, what ran before goes on: {}", generation, message);
        locked(() -> {
            rejection = new Rejection(generation, message);
            unsent = true;
        });
    }

    /** The NodeConfig has appeared: its status is to be written, perhaps once more. */
    public void appeared() {
        locked(() -> {
            appeared = true;
            unsent = true;
        });
    }

    /** What the checks of the node found last. */
    public void found(List<Finding> found) {
        locked(() -> {
            findings = found;
            unsent = true;
        });
    }

    @Override
    public void reported(NodeReport report) {
        locked(() -> {
            latest = report;
            unsent = true;
        });
    }

    @Override
    public void foreignRoutersChanged(List<ForeignRouter> routers) {
        locked(() -> {
            foreign = routers;
            foreignUnsent = true;
        });
    }

    @Override
    public void changed(RouterReport report, Change change) {
        locked(() -> {
            // the families of a VirtualIP change as one: one Event tells it
            String virtualIP = virtualIPs.get(report.name());
            if (virtualIP == null || change.to() == told.put(virtualIP, change.to())) {
                return;
            }
            add(new PendingChange(report, change));
        });
    }

    @Override
    public void addressRestored(AddressRestoration restoration) {
        locked(() -> add(new PendingRestoration(restoration)));
    }

    /** With the lock held. */
    private void add(Pending event) {
        if (changes.size() == MOST_CHANGES) {
            changes.removeFirst();
        }
        changes.addLast(event);
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        boolean failing = false;
        while (awaitNews()) {
            try {
                sendStatus();
                sendChanges();
                sendForeignRouters();
                confirmMasters();
                if (failing) {
                    log.info("the API server knows everything again");
                }
                failing = false;
                retry = FIRST_RETRY;
            } catch (KubernetesClientException e) {
                if (!failing) {
                    log.warn("the API server could not be told, it is tried again: {}", ClusterClient.reason(e));
                }
                failing = true;
                locked(() -> unsent = true);
                if (!pause(retry)) {
                    return;
                }
                retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? retry.multipliedBy(2) : LONGEST_RETRY;
            }
        }
    }

    /** Whether there is something to send; waits for it. */
    private boolean awaitNews() {
        lock.lock();
        try {
            while (!unsent && changes.isEmpty()) {
                if (closing) {
                    return false;
                }
                long nanos = Math.min(foreignUnsent ? nanosToForeign() : Long.MAX_VALUE, nanosToConfirmation());
                if (nanos == Long.MAX_VALUE) {
                    news.await();
                } else if (news.awaitNanos(nanos) <= 0) {
                    return true;
                }
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean pause(Duration duration) {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            long nanos = duration.toNanos();
            while (nanos > 0 && !closing) {
                nanos = news.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void sendStatus() {
        NodeReport report;
        Rejection rejected;
        List<Finding> found;
        List<ForeignRouter> others;
        boolean anew;
        Map<String, List<RouterReport>> byVirtualIP = new HashMap<>();
        lock.lock();
        try {
            if (!unsent || latest == null) {
                unsent = false;
                return;
            }
            unsent = false;
            report = latest;
            rejected = rejection;
            found = findings;
            others = takeForeign();
            anew = appeared;
            appeared = false;
            for (RouterReport router : report.routers()) {
                Optional.ofNullable(router.transitions().isEmpty() ? null : virtualIPs.get(router.name()))
                        .ifPresent(virtualIP -> byVirtualIP
                                .computeIfAbsent(virtualIP, _ -> new ArrayList<>())
                                .add(router));
            }
        } finally {
            lock.unlock();
        }
        if (anew) {
            writer.forgetNodeConfig();
        }
        byVirtualIP.forEach((virtualIP, routers) -> {
            if (!routers.equals(reported.get(virtualIP))) {
                writer.writeVirtualIP(virtualIP, routers);
                reported.put(virtualIP, routers);
                confirmations.remove(virtualIP);
                if (routers.stream().allMatch(router -> router.state() == State.MASTER)) {
                    confirmations.put(virtualIP, System.nanoTime() + CONFIRMATION.toNanos());
                }
            }
        });
        for (String gone : List.copyOf(reported.keySet())) {
            if (!byVirtualIP.containsKey(gone)) {
                writer.withdrawVirtualIP(gone);
                reported.remove(gone);
                confirmations.remove(gone);
            }
        }
        writer.writeNodeConfig(report, Optional.ofNullable(rejected), found, others);
    }

    private void confirmMasters() {
        for (Map.Entry<String, Long> entry : Map.copyOf(confirmations).entrySet()) {
            if (entry.getValue() - System.nanoTime() <= 0) {
                writer.confirmMaster(entry.getKey(), reported.getOrDefault(entry.getKey(), List.of()));
                confirmations.remove(entry.getKey());
            }
        }
    }

    private long nanosToConfirmation() {
        return confirmations.values().stream()
                .mapToLong(due -> due - System.nanoTime())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private long nanosToForeign() {
        return foreignSentNanos + FOREIGN_PAUSE.toNanos() - System.nanoTime();
    }

    /** Writes the NodeConfig alone, since nothing else has changed. */
    private void sendForeignRouters() {
        NodeReport report;
        Rejection rejected;
        List<Finding> found;
        List<ForeignRouter> others;
        lock.lock();
        try {
            if (!foreignUnsent || nanosToForeign() > 0) {
                return;
            }
            if (latest == null) {
                foreignUnsent = false; // the first report brings them along
                return;
            }
            report = latest;
            rejected = rejection;
            found = findings;
            others = takeForeign();
        } finally {
            lock.unlock();
        }
        writer.writeNodeConfig(report, Optional.ofNullable(rejected), found, others);
    }

    /** With the lock held: those that are to be written now. */
    private List<ForeignRouter> takeForeign() {
        foreignUnsent = false;
        foreignSentNanos = System.nanoTime();
        return foreign;
    }

    private void sendChanges() {
        while (true) {
            Pending next;
            String virtualIP;
            lock.lock();
            try {
                next = changes.peekFirst();
                virtualIP = next == null ? null : virtualIPs.get(next.router());
            } finally {
                lock.unlock();
            }
            if (next == null) {
                return;
            }
            if (virtualIP != null) {
                switch (next) {
                    case PendingChange(RouterReport report, Change change) ->
                        writer.writeEvent(virtualIP, report, change);
                    case PendingRestoration(AddressRestoration restoration) ->
                        writer.writeEvent(virtualIP, restoration);
                }
            }
            Pending sent = next;
            locked(() -> changes.removeFirstOccurrence(sent));
        }
    }

    /** Sends what is left, within a bound. */
    @Override
    public void close() {
        locked(() -> closing = true);
        try {
            if (!thread.join(CLOSE_BOUND)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
