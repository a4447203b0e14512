package dev.vrrp.operator.reconcile;

import dev.vrrp.api.v1alpha1.Condition;
import dev.vrrp.api.v1alpha1.Condition.ConditionStatus;
import dev.vrrp.operator.status.ConditionType;
import java.util.List;
import java.util.stream.Collectors;

/** The log's words for a change of conditions. */
final class ConditionChanges {
    private ConditionChanges() {}

    /** What is new in {@code next}, such as "Programmed=True (Programmed), Ready=False (NoMaster: No node is Master: …)". */
    static String between(List<Condition> previous, List<Condition> next) {
        String changes = next.stream()
                .filter(condition -> previous.stream().noneMatch(before -> same(before, condition)))
                .map(ConditionChanges::inWords)
                .collect(Collectors.joining(", "));
        return changes.isEmpty() ? "conditions as before" : changes;
    }

    private static String inWords(Condition condition) {
        boolean tells =
                switch (ConditionType.valueOf(condition.type())) {
                    case Accepted -> condition.status() == ConditionStatus.False;
                    case SplitBrain, AddressContested -> condition.status() == ConditionStatus.True;
                    case Ready -> true;
                    case Programmed, Redundant -> false;
                };
        return condition.type() + "=" + condition.status() + " (" + condition.reason()
                + (tells ? ": " + condition.message() : "") + ")";
    }

    private static boolean same(Condition before, Condition after) {
        return before.type().equals(after.type())
                && before.status() == after.status()
                && before.reason().equals(after.reason())
                && before.message().equals(after.message());
    }
}
