package dev.vrrp.operator.plan;

import java.time.Instant;
import java.util.Comparator;

/** What a user declared, and since when: of two that want the same, the older one was there first. */
public sealed interface Declared permits DeclaredVirtualIP, DeclaredSyncGroup {
    Comparator<Declared> OLDEST_FIRST = Comparator.comparing(Declared::created).thenComparing(Declared::name);

    String name();

    /** {@code metadata.generation} of the spec. */
    long generation();

    Instant created();
}
