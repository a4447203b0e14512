package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.util.Optional;

/** What the API has and the agent has not yet; each check goes away with the agent's next step. */
final class NotYetAvailable {
    private NotYetAvailable() {}

    static Optional<Refused> check(VirtualIPSpec spec) {
        return virtualMac(spec).map(message -> new Refused(Reason.NotSupported, message));
    }

    private static Optional<String> virtualMac(VirtualIPSpec spec) {
        return spec.virtualMAC()
                ? Optional.of("spec.virtualMAC: true is not available yet: leave it out, or write false")
                : Optional.empty();
    }
}
