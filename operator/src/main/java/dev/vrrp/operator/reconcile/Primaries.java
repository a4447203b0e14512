package dev.vrrp.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one controller: its cache of them, the news that one changed (its status too, which JOSDK's own generation
 * filter keeps from the reconciler), and the way to have one reconciled.
 *
 * @param <P> kind of the objects
 * @param <S> what is remembered of each
 */
public final class Primaries<P extends HasMetadata, S> extends SimpleInboundEventSource<P>
        implements ResourceEventAware<P> {
    /** In which the nodes that a change concerns have all told theirs, usually. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Signal signal;
    private final Map<String, S> memory = new ConcurrentHashMap<>();
    private final Map<String, Long> waitingSinceNanos = new ConcurrentHashMap<>();
    private volatile @Nullable IndexerResourceCache<P> cache;

    public Primaries(String name, Signal signal) {
        super(name);
        this.signal = signal;
    }

    /** Joins a controller. */
    List<EventSource<?, P>> join(EventSourceContext<P> context) {
        cache = context.getPrimaryCache();
        return List.of(this);
    }

    /** All that exist; do not change them. */
    public List<P> all() {
        IndexerResourceCache<P> present = cache;
        if (present == null) {
            throw new IllegalStateException(name() + " have joined no controller");
        }
        return present.list().toList();
    }

    void reconcile(String name) {
        propagateEvent(new ResourceID(name));
    }

    /** What was remembered of an object; it is forgotten when the object is deleted. */
    @Nullable
    S remembered(P object) {
        return memory.get(object.getMetadata().getUid());
    }

    /** Nothing is left to be written about the object. */
    void remember(P object, S state) {
        memory.put(object.getMetadata().getUid(), state);
        waitingSinceNanos.remove(object.getMetadata().getUid());
    }

    /** What is left of {@code patience} since something was first to be written about the object; zero or less: nothing. */
    Duration waits(P object, Duration patience) {
        long nowNanos = System.nanoTime();
        long sinceNanos = waitingSinceNanos.computeIfAbsent(object.getMetadata().getUid(), _ -> nowNanos);
        return patience.minusNanos(nowNanos - sinceNanos);
    }

    /** Forgets what was remembered of all objects. */
    void forget() {
        memory.clear();
        waitingSinceNanos.clear();
    }

    @Override
    public void onResourceCreated(P object) {
        signal.raise();
    }

    @Override
    public void onResourceUpdated(P object, P previous) {
        signal.raise();
    }

    @Override
    public void onResourceDeleted(P object) {
        memory.remove(object.getMetadata().getUid());
        waitingSinceNanos.remove(object.getMetadata().getUid());
        signal.raise();
    }
}
