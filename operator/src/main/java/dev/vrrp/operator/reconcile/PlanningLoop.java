package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.SyncGroupStatus;
import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.operator.election.Leadership;
import dev.vrrp.operator.plan.IncrementalPlanner;
import dev.vrrp.operator.plan.Plan;
import dev.vrrp.operator.status.Heartbeats;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the present view: whenever something changed, or time alone has changed a judgement, it observes, plans, and has those
 * objects reconciled whose part of the view is another one now.
 */
public final class PlanningLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PlanningLoop.class);

    /**
     * Changes come in bursts, such as a manifest with a Secret, two VirtualIPs and their group, each by a watch of its own: one
     * plan serves them all, and none is refused because another is still on its way. A burst ends after this much quiet.
     */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final Duration LONGEST_BURST = Duration.ofMillis(500);

    /**
     * A manifest with a thousand VirtualIPs goes on for longer. Meanwhile each plan changes every node, and to plan again before the API
     * server has taken what was decided last only makes more writes of it: that takes it this long for each node.
     */
    private static final Duration WRITE = Duration.ofMillis(50);

    private static final Duration LONGEST_WRITES = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final Duration LONGEST_TURN = Duration.ofMinutes(3);

    /** What one plan gives up another can take only in the next one. */
    private static final int MOST_ROUNDS = 4;

    private final SnapshotMemory snapshots;
    private final Signal signal;
    private final Primaries<VirtualIP, VirtualIPStatus> virtualIPs;
    private final Primaries<SyncGroup, SyncGroupStatus> syncGroups;
    private final Primaries<Node, Boolean> nodes;
    private final ClusterInformers informers;
    private final Heartbeats heartbeats;
    private final Leadership leadership;
    private final BooleanSupplier cachesAreCurrent;
    private final Consumer<Duration> planTime;
    private FactFinder facts;

    private IncrementalPlanner planner = new IncrementalPlanner();
    private Plan plan = Plan.NOTHING;
    private Duration longestBurst = LONGEST_BURST;
    private volatile long turnedNanos = System.nanoTime();
    private volatile long term;
    private volatile ClusterView view = ClusterView.NOTHING;

    /**
     * Plans when it runs.
     *
     * @param cachesAreCurrent whether every cache is filled and follows the API server
     * @param planned is told how long each plan took
     */
    public PlanningLoop(
            String namespace,
            Set<Integer> reservedVrids,
            Signal signal,
            Primaries<VirtualIP, VirtualIPStatus> virtualIPs,
            Primaries<SyncGroup, SyncGroupStatus> syncGroups,
            Primaries<Node, Boolean> nodes,
            ClusterInformers informers,
            Heartbeats heartbeats,
            Leadership leadership,
            BooleanSupplier cachesAreCurrent,
            Consumer<Duration> planned) {
        this.snapshots = new SnapshotMemory(namespace, reservedVrids);
        this.signal = signal;
        this.virtualIPs = virtualIPs;
        this.syncGroups = syncGroups;
        this.nodes = nodes;
        this.informers = informers;
        this.heartbeats = heartbeats;
        this.leadership = leadership;
        this.cachesAreCurrent = cachesAreCurrent;
        this.planTime = planned;
        this.facts = new FactFinder(heartbeats);
    }

    /** The present view, empty before the first plan and while another replica leads: who sees nothing writes nothing. */
    ClusterView view() {
        return leadership.term() == term ? view : ClusterView.NOTHING;
    }

    /** Whether the loop goes round, or waits for what makes it do so: its waits and its requests are bounded. */
    public boolean turns() {
        return System.nanoTime() - turnedNanos < LONGEST_TURN.toNanos();
    }

    /** Runs until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                begin();
                while (leadership.term() == term) {
                    if (signal.await(step())) {
                        gather();
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until we lead and the caches are current: a plan from half of them would take addresses away. Then forgets what we knew
     * when we led before, since another may have led meanwhile.
     */
    private void begin() throws InterruptedException {
        view = ClusterView.NOTHING;
        long next = leadership.term();
        while (next == 0 || !cachesAreCurrent.getAsBoolean()) {
            turnedNanos = System.nanoTime();
            boolean _ = signal.await(next == 0 ? LONGEST_WAIT : QUIET);
            next = leadership.term();
        }
        // asked again it may be 0: a term that is over before we begin is none to plan in
        term = next;
        plan = Plan.NOTHING;
        forgetReasons();
        virtualIPs.forget();
        syncGroups.forget();
        nodes.forget();
    }

    private void gather() throws InterruptedException {
        long startNanos = System.nanoTime();
        boolean more = true;
        while (more && System.nanoTime() - startNanos < longestBurst.toNanos()) {
            more = signal.await(QUIET);
        }
    }

    /** Brings the view up to date and returns how long it holds at most. */
    private Duration step() {
        turnedNanos = System.nanoTime();
        try {
            Observation observation = Observation.of(
                    virtualIPs.all(), syncGroups.all(), nodes.all(), informers.nodeConfigs(), informers.secrets());
            long nowNanos = System.nanoTime();
            heartbeats.listening(informers.hearsAgents(), nowNanos);
            plan(observation, nowNanos);
            ClusterView before = view;
            ClusterView after = facts.view(observation, plan, nowNanos);
            view = after;
            Duration writes = WRITE.multipliedBy(reconcileChanged(before.nodes(), after.nodes(), nodes::reconcile));
            longestBurst = LONGEST_BURST.plus(writes.compareTo(LONGEST_WRITES) < 0 ? writes : LONGEST_WRITES);
            int _ = reconcileChanged(before.virtualIPs(), after.virtualIPs(), virtualIPs::reconcile);
            int _ = reconcileChanged(before.syncGroups(), after.syncGroups(), syncGroups::reconcile);
            return facts.validity(nowNanos)
                    .filter(validity -> validity.compareTo(LONGEST_WAIT) < 0)
                    .orElse(LONGEST_WAIT);
        } catch (RuntimeException unexpected) {
            forgetReasons();
            LOG.error("cannot plan, will try again in {} s; what runs goes on running", RETRY.toSeconds(), unexpected);
            return RETRY;
        }
    }

    /** Plans until the plan stands by itself. */
    private void plan(Observation observation, long nowNanos) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            long startNanos = System.nanoTime();
            Plan next = planner.plan(snapshots.take(observation, heartbeats, nowNanos, plan));
            if (next.equals(plan)) {
                return;
            }
            plan = next;
            planTime.accept(Duration.ofNanos(System.nanoTime() - startNanos));
        }
    }

    /** What was found out so far may be half of it after a failure, and another's after a term of another; the plan stays. */
    private void forgetReasons() {
        planner = new IncrementalPlanner();
        facts = new FactFinder(heartbeats);
    }

    /** How many were changed. */
    private static <T> int reconcileChanged(Map<String, T> before, Map<String, T> after, Consumer<String> reconcile) {
        List<String> changed = after.entrySet().stream()
                .filter(part -> !Objects.equals(part.getValue(), before.get(part.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        changed.forEach(reconcile);
        return changed.size();
    }
}
