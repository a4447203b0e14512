package dev.vrrp.operator.election;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads while it holds the Lease {@value #LEASE}: it renews it every second, stops leading at once when it could not for
 * {@link #PATIENCE}, and goes on trying. A holder that is gone is replaced {@link #DURATION} and at most two more seconds later;
 * the difference of the two leaves time for a write that is on its way. Every write of the Lease names the version that it
 * follows, so that of two replicas one succeeds.
 */
public final class LeaseElection implements Leadership, AutoCloseable {
    public static final String LEASE = "vrrp-operator";

    static final Duration DURATION = Duration.ofSeconds(6);
    static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration FORBIDDEN_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(LEASE)
            .withForce(true)
            .build();

    /** The Lease as we last wrote it, and when we began to write it. */
    private record Term(long number, Lease lease, long renewedNanos) {}

    private final KubernetesClient client;
    private final String namespace;
    private final String identity;
    private final Clock clock;
    private final Runnable changed;
    private final Consumer<KubernetesClientException> refused;
    private final LeaseWatch watch = new LeaseWatch();
    private final Thread thread;
    private volatile @Nullable Term term;
    private long terms;
    private @Nullable String leader;
    private OptionalLong forbiddenSince = OptionalLong.empty();

    /**
     * Takes part once it is started.
     *
     * @param client of its own, whose requests fail in less than {@link #PATIENCE}
     * @param identity of this process and of no other
     * @param changed is run when a term of office has begun or ended
     * @param refused is told when the API server goes on forbidding what the election needs
     */
    public LeaseElection(
            KubernetesClient client,
            String namespace,
            String identity,
            Clock clock,
            Runnable changed,
            Consumer<KubernetesClientException> refused) {
        this.client = client;
        this.namespace = namespace;
        this.identity = identity;
        this.clock = clock;
        this.changed = changed;
        this.refused = refused;
        this.thread = Thread.ofPlatform().name("election").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public long term() {
        Term present = term;
        return present != null && System.nanoTime() - present.renewedNanos() < PATIENCE.toNanos()
                ? present.number()
                : 0;
    }

    private void run() {
        long last = 0;
        try {
            while (true) {
                turn();
                if (last != term()) {
                    last = term();
                    changed.run();
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        long nowNanos = System.nanoTime();
        Term present = term;
        try {
            if (present == null) {
                stand(nowNanos);
            } else {
                term = new Term(
                        present.number(),
                        write(present.lease(), renewed(present.lease().getSpec())),
                        nowNanos);
            }
            forbiddenSince = OptionalLong.empty();
        } catch (KubernetesClientException failure) {
            fail(failure);
        }
    }

    /** Takes the Lease if it is free. */
    private void stand(long nowNanos) {
        Lease found = client.leases().inNamespace(namespace).withName(LEASE).get();
        // An empty one first: of two replicas that both make it, none overwrites what the other claims.
        Lease lease = found != null ? found : write(new LeaseBuilder().build(), new LeaseSpec());
        LeaseSpec spec = lease.getSpec();
        if (!watch.isFree(spec, nowNanos)) {
            follow(Objects.requireNonNullElse(spec.getHolderIdentity(), ""));
            return;
        }
        terms++;
        term = new Term(terms, write(lease, taken(spec)), nowNanos);
        leader = identity;
        LOG.info("leads now: {} holds the Lease {}/{}", identity, namespace, LEASE);
    }

    private void follow(String holder) {
        if (!holder.equals(leader)) {
            leader = holder;
            LOG.info("stands by: {} holds the Lease {}/{}", holder, namespace, LEASE);
        }
    }

    private void fail(KubernetesClientException failure) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        if (failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            lose("the API server forbids it");
            forbidden(failure);
        } else if (failure.getCode() == HttpURLConnection.HTTP_CONFLICT) {
            lose("another replica has written the Lease");
        } else if (!leads()) {
            lose("it could not be renewed for " + PATIENCE.toSeconds() + " s: " + failure.getMessage());
        }
    }

    /** An API server that has just started forbids everything until it has read its roles. */
    private void forbidden(KubernetesClientException failure) {
        long nowNanos = System.nanoTime();
        if (forbiddenSince.isEmpty()) {
            forbiddenSince = OptionalLong.of(nowNanos);
            LOG.warn("the API server forbids what the election needs, it is tried again: {}", failure.getMessage());
        } else if (nowNanos - forbiddenSince.getAsLong() > FORBIDDEN_LIMIT.toNanos()) {
            refused.accept(failure);
        }
    }

    private void lose(String why) {
        if (term != null) {
            term = null;
            leader = null;
            LOG.warn("leads no longer, and stands by: Lease {}/{}: {}", namespace, LEASE, why);
        }
    }

    /** @param present whose version must still be the newest; with none, there may be a Lease or not */
    private Lease write(Lease present, LeaseSpec spec) {
        String version =
                present.getMetadata() == null ? null : present.getMetadata().getResourceVersion();
        return client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(LEASE)
                        .withNamespace(namespace)
                        .withResourceVersion(version)
                        .endMetadata()
                        .withSpec(spec)
                        .build())
                .patch(APPLY);
    }

    private LeaseSpec taken(@Nullable LeaseSpec before) {
        int transitions = before == null || before.getLeaseTransitions() == null ? 0 : before.getLeaseTransitions();
        ZonedDateTime now = now();
        return new LeaseSpecBuilder()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds((int) DURATION.toSeconds())
                .withAcquireTime(now)
                .withRenewTime(now)
                .withLeaseTransitions(transitions + 1)
                .build();
    }

    private LeaseSpec renewed(LeaseSpec before) {
        return before.edit().withRenewTime(now()).build();
    }

    private ZonedDateTime now() {
        return clock.instant().atZone(ZoneOffset.UTC);
    }

    /** Leaves the election. If it leads, it must have ceased to write: the next one follows at once. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END_LIMIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Term present = term;
        term = null;
        if (present != null) {
            try {
                write(
                        present.lease(),
                        new LeaseSpecBuilder()
                                .withLeaseTransitions(present.lease().getSpec().getLeaseTransitions())
                                .build());
            } catch (KubernetesClientException failure) {
                LOG.warn("the Lease {}/{} runs out by itself: {}", namespace, LEASE, failure.getMessage());
            }
        }
    }
}
