package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.VirtualIPSpec;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualIP as its user declared it.
 *
 * @param pinnedVrid {@code status.vrid}, the VRID that it had before, null if it had none
 * @param ready the nodes that say that they are its Master or a Backup; known only where a node is about to give way
 */
public record DeclaredVirtualIP(
        String name,
        long generation,
        Instant created,
        VirtualIPSpec spec,
        @Nullable Integer pinnedVrid,
        Set<String> ready)
        implements Declared {
    public DeclaredVirtualIP {
        ready = Set.copyOf(ready);
    }
}
