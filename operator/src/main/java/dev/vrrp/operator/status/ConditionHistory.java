package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The conditions of an object over time. */
final class ConditionHistory {
    /** {@code maxLength} of a message. */
    private static final int LONGEST_MESSAGE = 2048;

    private final List<Condition> conditions;

    ConditionHistory(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /** Those of ours, in our order; an API server may keep another one, and others may add conditions of theirs. */
    static List<Condition> ours(List<Condition> conditions) {
        return Arrays.stream(ConditionType.values())
                .flatMap(type -> new ConditionHistory(conditions).find(type).stream())
                .toList();
    }

    Optional<Condition> find(ConditionType type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type.name()))
                .findFirst();
    }

    boolean holds(ConditionType type) {
        return find(type)
                .filter(condition -> condition.status() == ConditionStatus.True)
                .isPresent();
    }

    /** The conditions after {@code findings}; the transition time stays where the status does. */
    List<Condition> next(List<Finding> findings, long generation, Instant now) {
        return findings.stream().map(finding -> next(finding, generation, now)).toList();
    }

    private Condition next(Finding finding, long generation, Instant now) {
        String since = find(finding.type())
                .filter(condition -> condition.status() == finding.status())
                .map(Condition::lastTransitionTime)
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new Condition(
                finding.type().name(),
                finding.status(),
                generation,
                since,
                finding.reason(),
                shortened(finding.message()));
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    }
}
