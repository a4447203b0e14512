package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody waits for, and that is told at once: what became of a new spec, and that it is Ready. The rest is told a moment later,
 * when the other nodes have said theirs: what a failover changes is one write.
 */
public final class News {
    private News() {}

    /** Whether the status that follows has news; the generations are those that each speaks of, null before the first. */
    public static boolean between(
            @Nullable Long generation, List<Condition> previous, @Nullable Long nextGeneration, List<Condition> next) {
        return !Objects.equals(generation, nextGeneration)
                || (new ConditionHistory(next).holds(ConditionType.Ready)
                        && !new ConditionHistory(previous).holds(ConditionType.Ready));
    }
}
