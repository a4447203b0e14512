package dev.vrrp.operator.election;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the Lease that another replica holds has run out: when it has not changed for as long as it lasts, by our own
 * monotonic clock. The times written in it come from the clock of another node, which may be an hour off.
 */
final class LeaseWatch {
    /** Whatever somebody may have written. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private @Nullable LeaseSpec seen;
    private long seenNanos;

    /** Takes in what is written now, null for nothing, and says whether it leaves the Lease to whoever comes first. */
    boolean isFree(@Nullable LeaseSpec spec, long nowNanos) {
        if (spec == null
                || Objects.requireNonNullElse(spec.getHolderIdentity(), "").isEmpty()) {
            seen = null;
            return true;
        }
        if (!spec.equals(seen)) {
            seen = spec;
            seenNanos = nowNanos;
        }
        return nowNanos - seenNanos >= duration(spec).toNanos();
    }

    private static Duration duration(LeaseSpec spec) {
        Duration written = Duration.ofSeconds(Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0));
        return written.compareTo(LONGEST) < 0 ? written : LONGEST;
    }
}
