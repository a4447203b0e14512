package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds what is worth an Event in the change from one list of conditions to the next; no change, no Event. */
public final class Notices {
    private static final String VRID_CONFLICT = "VRIDConflict";

    private Notices() {}

    public static List<Notice> between(List<Condition> previous, List<Condition> next) {
        List<Notice> notices = new ArrayList<>();
        rejection(previous, next).ifPresent(accepted -> {
            boolean foreign = accepted.reason().equals(VirtualIPReport.FOREIGN_ROUTER);
            if (!foreign) {
                notices.add(new Notice(Notice.Kind.Warning, "ConfigurationRejected", "Plan", accepted.message()));
            }
            if (foreign || accepted.reason().equals(VRID_CONFLICT)) {
                notices.add(new Notice(Notice.Kind.Warning, VRID_CONFLICT, "Plan", accepted.message()));
            }
        });
        conflictThatIsOver(previous, next).ifPresent(notices::add);
        turn(ConditionType.SplitBrain, "SplitBrainHealed", previous, next).ifPresent(notices::add);
        turn(ConditionType.AddressContested, "AddressUncontested", previous, next)
                .ifPresent(notices::add);
        return List.copyOf(notices);
    }

    /** A condition of which True is bad has begun or, in the words of {@code end}, ended. */
    private static Optional<Notice> turn(
            ConditionType type, String end, List<Condition> previous, List<Condition> next) {
        boolean held = new ConditionHistory(previous).holds(type);
        return new ConditionHistory(next)
                .find(type)
                .filter(condition -> (condition.status() == ConditionStatus.True) != held)
                .map(condition -> held
                        ? new Notice(
                                Notice.Kind.Normal, end, "Observe", condition.message() + after(previous, condition))
                        : new Notice(Notice.Kind.Warning, type.name(), "Observe", condition.message()));
    }

    private static Optional<Notice> conflictThatIsOver(List<Condition> previous, List<Condition> next) {
        Optional<Condition> before = new ConditionHistory(previous)
                .find(ConditionType.Accepted)
                .filter(accepted -> accepted.reason().equals(VirtualIPReport.FOREIGN_ROUTER));
        return new ConditionHistory(next)
                .find(ConditionType.Accepted)
                .filter(accepted -> before.isPresent() && accepted.status() == ConditionStatus.True)
                .map(accepted -> new Notice(
                        Notice.Kind.Normal,
                        "VRIDConflictHealed",
                        "Observe",
                        "The router outside the cluster does not speak for the virtual router any more."
                                + after(previous, accepted)));
    }

    /** How long the state before {@code next} lasted, and what it was. */
    private static String after(List<Condition> previous, Condition next) {
        return new ConditionHistory(previous)
                .find(ConditionType.valueOf(next.type()))
                .map(before -> " It lasted " + seconds(before, next) + " s: " + before.message())
                .orElse("");
    }

    private static long seconds(Condition before, Condition next) {
        return Duration.between(
                        OffsetDateTime.parse(before.lastTransitionTime()),
                        OffsetDateTime.parse(next.lastTransitionTime()))
                .toSeconds();
    }

    /** The condition Accepted if it turned False, or is False for another reason, or for another spec in other words. */
    private static Optional<Condition> rejection(List<Condition> previous, List<Condition> next) {
        Optional<Condition> before = new ConditionHistory(previous).find(ConditionType.Accepted);
        return new ConditionHistory(next)
                .find(ConditionType.Accepted)
                .filter(accepted -> accepted.status() == ConditionStatus.False)
                .filter(accepted -> before.isEmpty() || isNews(before.get(), accepted));
    }

    private static boolean isNews(Condition before, Condition after) {
        return before.status() != ConditionStatus.False
                || !before.reason().equals(after.reason())
                || (!before.message().equals(after.message())
                        && !Objects.equals(before.observedGeneration(), after.observedGeneration()));
    }
}
