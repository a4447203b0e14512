package dev.vrrp.operator.status;

import dev.vrrp.api.v1alpha1.RouterState;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is Master. */
sealed interface Mastership {
    /** Nobody. */
    record Nobody() implements Mastership {}

    /** One node. */
    record One(NodeReport report) implements Mastership {}

    /** More than one, by name. */
    record Several(List<NodeReport> reports) implements Mastership {}

    /**
     * Judges what the agents report.
     *
     * @param lastMaster {@code status.master.node}: of two, the one that became Master later, since each writes it when it does
     * @param wasSplit whether a split brain stands in the status; it does until it is known to be over
     */
    static Mastership of(
            List<NodeReport> reports, @Nullable String lastMaster, Contention contention, boolean wasSplit) {
        List<NodeReport> masters = reports.stream()
                .filter(report -> report.is(RouterState.Master))
                .sorted(Comparator.comparing(NodeReport::node))
                .toList();
        if (masters.isEmpty()) {
            return new Nobody();
        }
        if (masters.size() == 1) {
            return new One(masters.getFirst());
        }
        return switch (contention) {
            case Confirmed -> new Several(masters);
            case Suspected, None ->
                wasSplit
                        ? new Several(masters)
                        : new One(masters.stream()
                                .filter(report -> report.node().equals(lastMaster))
                                .findFirst()
                                .or(() -> masters.stream().max(Comparator.comparing(NodeReport::since)))
                                .orElseThrow());
        };
    }
}
