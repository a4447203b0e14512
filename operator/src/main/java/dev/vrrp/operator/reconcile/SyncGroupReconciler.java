package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.SyncGroup;
import dev.vrrp.api.v1alpha1.SyncGroupStatus;
import dev.vrrp.operator.status.News;
import dev.vrrp.operator.status.Notices;
import dev.vrrp.operator.status.SyncGroupFacts;
import dev.vrrp.operator.status.SyncGroupReport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what is known of a SyncGroup into its status. */
@ControllerConfiguration(name = "syncgroup")
public final class SyncGroupReconciler implements Reconciler<SyncGroup> {
    private static final Logger LOG = LoggerFactory.getLogger(SyncGroupReconciler.class);

    private final PlanningLoop loop;
    private final Primaries<SyncGroup, SyncGroupStatus> primaries;
    private final ServerSideApply apply;
    private final EventPublisher events;
    private final Clock clock;

    public SyncGroupReconciler(
            PlanningLoop loop,
            Primaries<SyncGroup, SyncGroupStatus> primaries,
            KubernetesClient client,
            EventPublisher events,
            Clock clock) {
        this.loop = loop;
        this.primaries = primaries;
        this.apply = new ServerSideApply(client);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, SyncGroup>> prepareEventSources(EventSourceContext<SyncGroup> context) {
        return primaries.join(context);
    }

    @Override
    public UpdateControl<SyncGroup> reconcile(SyncGroup syncGroup, Context<SyncGroup> context) {
        String name = syncGroup.getMetadata().getName();
        SyncGroupFacts facts = loop.view().syncGroups().get(name);
        if (facts == null || !facts.uid().equals(syncGroup.getMetadata().getUid())) {
            return UpdateControl.noUpdate();
        }
        SyncGroupStatus present = SyncGroupReport.operatorPart(syncGroup.getStatus());
        // The cache may lag behind our own last write, and a transition must be seen once.
        SyncGroupStatus previous = Objects.requireNonNullElse(primaries.remembered(syncGroup), present);
        SyncGroupStatus next = SyncGroupReport.next(facts, previous, clock.instant());
        // The cache may show what was there before our last write, too: then the two differ.
        if (!next.equals(present) || !next.equals(previous)) {
            Duration wait = primaries.waits(syncGroup, Primaries.PATIENCE);
            if (wait.isPositive() && !hasNews(previous, next)) {
                return UpdateControl.<SyncGroup>noUpdate().rescheduleAfter(wait);
            }
            apply.applyStatus(statusOnly(name, next));
        }
        primaries.remember(syncGroup, next);
        if (!next.equals(previous)) {
            LOG.info(
                    "SyncGroup {}: status written: {}",
                    name,
                    ConditionChanges.between(previous.conditions(), next.conditions()));
            events.publish(syncGroup, Notices.between(previous.conditions(), next.conditions()));
        }
        return UpdateControl.noUpdate();
    }

    private static boolean hasNews(SyncGroupStatus previous, SyncGroupStatus next) {
        boolean otherMaster = next.master() != null
                && (previous.master() == null
                        || !next.master().node().equals(previous.master().node()));
        return otherMaster
                || News.between(
                        previous.observedGeneration(),
                        previous.conditions(),
                        next.observedGeneration(),
                        next.conditions());
    }

    @Override
    public ErrorStatusUpdateControl<SyncGroup> updateErrorStatus(
            SyncGroup syncGroup, Context<SyncGroup> context, Exception error) {
        return Failures.log(syncGroup, context, error);
    }

    private static SyncGroup statusOnly(String name, SyncGroupStatus status) {
        SyncGroup object = new SyncGroup();
        object.setMetadata(ServerSideApply.metadata(name));
        object.setStatus(status);
        return object;
    }
}
