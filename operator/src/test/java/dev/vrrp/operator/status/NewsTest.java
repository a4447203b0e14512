package dev.vrrp.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told at once, and what may wait for the words of other nodes. */
class NewsTest {
    private static final List<Condition> READY = List.of(ready(ConditionStatus.True, "a is Master."));
    private static final List<Condition> NOT_READY = List.of(ready(ConditionStatus.False, "No node is Master."));

    @Test
    void whatBecameOfASpecIsNews() {
        assertThat(News.between(null, List.of(), 1L, NOT_READY)).isTrue();
        assertThat(News.between(1L, READY, 2L, READY)).isTrue();
    }

    @Test
    void thatItIsReadyIsNews() {
        assertThat(News.between(1L, NOT_READY, 1L, READY)).isTrue();
    }

    @Test
    void anotherMasterOrNoneMayBeOverInAMoment() {
        assertThat(News.between(1L, READY, 1L, NOT_READY)).isFalse();
        assertThat(News.between(1L, READY, 1L, List.of(ready(ConditionStatus.True, "b is Master."))))
                .isFalse();
    }

    private static Condition ready(ConditionStatus status, String message) {
        return new Condition("Ready", status, 1L, "2026-01-01T00:00:00Z", "Reason", message);
    }
}
