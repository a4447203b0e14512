package dev.vrrp.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.SyncGroup;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a write waits for what else is to be written. */
class PrimariesTest {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Primaries<SyncGroup, String> primaries = new Primaries<>("syncgroups", new Signal());
    private final SyncGroup group = new SyncGroup();

    @BeforeEach
    void somethingIsToBeWritten() {
        group.setMetadata(new ObjectMetaBuilder().withUid("uid").build());
        assertThat(primaries.waits(group, PATIENCE)).isEqualTo(PATIENCE);
        LockSupport.parkNanos(1_000);
    }

    @Test
    void whatComesLaterDoesNotMakeItWaitAnew() {
        assertThat(primaries.waits(group, PATIENCE)).isPositive().isLessThan(PATIENCE);
    }

    @Test
    void afterItIsWrittenTheNextOneWaitsAgain() {
        primaries.remember(group, "written");
        assertThat(primaries.waits(group, PATIENCE)).isEqualTo(PATIENCE);
    }

    @Test
    void nothingIsKeptOfADeletedObject() {
        primaries.onResourceDeleted(group);
        assertThat(primaries.waits(group, PATIENCE)).isEqualTo(PATIENCE);
    }
}
