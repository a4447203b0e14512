package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualIP as its user declared it.
 *
 * @param pinnedVrid {@code status.vrid}, the VRID that it had before, null if it had none
 */
public record DeclaredVirtualIP(
        String name,
        long generation,
        Instant created,
        VirtualIPSpec spec,
        @Nullable Integer pinnedVrid) implements Declared {}
