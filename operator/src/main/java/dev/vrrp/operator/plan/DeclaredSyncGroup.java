package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.SyncGroupSpec;
import java.time.Instant;

/** A SyncGroup as its user declared it. */
public record DeclaredSyncGroup(String name, long generation, Instant created, SyncGroupSpec spec)
        implements Declared {}
