package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;

/** What is found now about one condition, before its history. */
record Finding(ConditionType type, boolean holds, String reason, String message) {
    ConditionStatus status() {
        return holds ? ConditionStatus.True : ConditionStatus.False;
    }
}
