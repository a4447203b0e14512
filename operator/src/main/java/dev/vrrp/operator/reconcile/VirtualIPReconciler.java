package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.VirtualIP;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.operator.status.News;
import dev.vrrp.operator.status.Notices;
import dev.vrrp.operator.status.VirtualIPFacts;
import dev.vrrp.operator.status.VirtualIPReport;
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

/** Carries what is known of a VirtualIP into its status. */
@ControllerConfiguration(name = "virtualip")
public final class VirtualIPReconciler implements Reconciler<VirtualIP> {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualIPReconciler.class);

    private final PlanningLoop loop;
    private final Primaries<VirtualIP, VirtualIPStatus> primaries;
    private final ServerSideApply apply;
    private final EventPublisher events;
    private final Clock clock;

    public VirtualIPReconciler(
            PlanningLoop loop,
            Primaries<VirtualIP, VirtualIPStatus> primaries,
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
    public List<EventSource<?, VirtualIP>> prepareEventSources(EventSourceContext<VirtualIP> context) {
        return primaries.join(context);
    }

    @Override
    public UpdateControl<VirtualIP> reconcile(VirtualIP virtualIP, Context<VirtualIP> context) {
        String name = virtualIP.getMetadata().getName();
        VirtualIPFacts facts = loop.view().virtualIPs().get(name);
        if (facts == null || !facts.uid().equals(virtualIP.getMetadata().getUid())) {
            return UpdateControl.noUpdate();
        }
        VirtualIPStatus present = VirtualIPReport.operatorPart(virtualIP.getStatus());
        // The cache may lag behind our own last write, and a transition must be seen once.
        VirtualIPStatus previous = Objects.requireNonNullElse(primaries.remembered(virtualIP), present);
        VirtualIPStatus next = VirtualIPReport.next(facts, previous, clock.instant());
        // The cache may show what was there before our last write, too: then the two differ.
        if (!next.equals(present) || !next.equals(previous)) {
            Duration wait = primaries.waits(virtualIP, Primaries.PATIENCE);
            if (wait.isPositive() && !hasNews(previous, next)) {
                return UpdateControl.<VirtualIP>noUpdate().rescheduleAfter(wait);
            }
            apply.applyStatus(statusOnly(name, next));
        }
        primaries.remember(virtualIP, next);
        if (!next.equals(previous)) {
            LOG.info(
                    "VirtualIP {}: status written: VRID {}, {} nodes, {}",
                    name,
                    next.vrid(),
                    next.replicas(),
                    ConditionChanges.between(previous.conditions(), next.conditions()));
            events.publish(virtualIP, Notices.between(previous.conditions(), next.conditions()));
        }
        return UpdateControl.noUpdate();
    }

    private static boolean hasNews(VirtualIPStatus previous, VirtualIPStatus next) {
        return News.between(
                previous.observedGeneration(), previous.conditions(), next.observedGeneration(), next.conditions());
    }

    @Override
    public ErrorStatusUpdateControl<VirtualIP> updateErrorStatus(
            VirtualIP virtualIP, Context<VirtualIP> context, Exception error) {
        return Failures.log(virtualIP, context, error);
    }

    private static VirtualIP statusOnly(String name, VirtualIPStatus status) {
        VirtualIP object = new VirtualIP();
        object.setMetadata(ServerSideApply.metadata(name));
        object.setStatus(status);
        return object;
    }
}
