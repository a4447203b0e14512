package dev.vrrp.operator.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last known facts of one kind, by name. */
final class Facts<T> {
    /**
     * What is another one now.
     *
     * @param before null if it is new
     * @param after null if it is gone
     */
    record Change<T>(
            String name, @Nullable T before, @Nullable T after) {}

    private final Map<String, T> known = new HashMap<>();
    /** All that is known, as it was given. */
    private List<T> last = List.of();

    private final Function<T, String> name;

    Facts(Function<T, String> name) {
        this.name = name;
    }

    /** Takes in all facts of the kind, and returns how they differ from the last ones. */
    List<Change<T>> replace(List<T> all) {
        List<Change<T>> changes = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            T fact = all.get(i);
            // mostly the very same object stands in the very same place
            if (i >= last.size() || !fact.equals(last.get(i))) {
                T before = known.put(name.apply(fact), fact);
                if (!fact.equals(before)) {
                    changes.add(new Change<>(name.apply(fact), before, fact));
                }
            }
        }
        last = all;
        if (known.size() > all.size()) {
            Set<String> present = new HashSet<>();
            all.forEach(fact -> present.add(name.apply(fact)));
            known.entrySet().removeIf(entry -> {
                boolean gone = !present.contains(entry.getKey());
                if (gone) {
                    changes.add(new Change<>(entry.getKey(), entry.getValue(), null));
                }
                return gone;
            });
        }
        return changes;
    }

    @Nullable
    T get(String of) {
        return known.get(of);
    }
}
