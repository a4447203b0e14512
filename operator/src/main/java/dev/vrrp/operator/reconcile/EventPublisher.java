package dev.vrrp.operator.reconcile;

import dev.vrrp.operator.status.Notice;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes Events about the operator's objects. An Event that the API server does not take is logged and lost. */
public final class EventPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);

    /** Events about cluster-scoped objects live here, and kubectl describe looks for them here. */
    private static final String NAMESPACE = "default";

    private static final String CONTROLLER = "vrrp.dev/operator";
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;

    /** @param instance name of this process, such as its pod's */
    public EventPublisher(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    void publish(HasMetadata regarding, List<Notice> notices) {
        notices.forEach(notice -> publish(regarding, notice));
    }

    private void publish(HasMetadata regarding, Notice notice) {
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(NAMESPACE)
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withGenerateName(regarding.getMetadata().getName() + "-")
                            .withNamespace(NAMESPACE)
                            .endMetadata()
                            .withEventTime(new MicroTime(MICROSECONDS.format(clock.instant())))
                            .withReportingController(CONTROLLER)
                            .withReportingInstance(instance)
                            .withType(notice.kind().name())
                            .withReason(notice.reason())
                            .withAction(notice.action())
                            .withNote(notice.note())
                            .withRegarding(new ObjectReferenceBuilder()
                                    .withApiVersion(regarding.getApiVersion())
                                    .withKind(regarding.getKind())
                                    .withName(regarding.getMetadata().getName())
                                    .withUid(regarding.getMetadata().getUid())
                                    .build())
                            .build())
                    .create();
        } catch (KubernetesClientException refused) {
            LOG.warn(
                    "{} {}: Event {} is lost: {}",
                    regarding.getKind(),
                    regarding.getMetadata().getName(),
                    notice.reason(),
                    Failures.reason(refused));
        }
    }
}
