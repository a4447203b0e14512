package dev.vrrp.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line that something could not be written; JOSDK tries again. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static <P extends HasMetadata> ErrorStatusUpdateControl<P> log(P object, Context<P> context, Exception error) {
        LOG.warn(
                "{} {}: cannot write what was decided (try {}), will try again: {}",
                object.getKind(),
                object.getMetadata().getName(),
                context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0) + 1,
                error.toString());
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }
}
