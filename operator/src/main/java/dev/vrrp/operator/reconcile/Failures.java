package dev.vrrp.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line what went wrong. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** What the API server said; if it said nothing, why not. */
    public static String reason(Throwable error) {
        Throwable cause = error;
        while (true) {
            if (cause instanceof KubernetesClientException answer && answer.getStatus() != null) {
                return answer.getStatus().getMessage();
            }
            if (cause.getCause() == null) {
                return cause.toString();
            }
            cause = cause.getCause();
        }
    }

    /** Something could not be written; JOSDK tries again. */
    static <P extends HasMetadata> ErrorStatusUpdateControl<P> log(P object, Context<P> context, Exception error) {
        LOG.warn(
                "{} {}: cannot write what was decided (try {}), will try again: {}",
                object.getKind(),
                object.getMetadata().getName(),
                context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0) + 1,
                reason(error));
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }
}
