package dev.vrrp.agent.kubernetes;

import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.runtime.RouterReport;
import dev.vrrp.agent.runtime.RouterReport.Change;
import dev.vrrp.api.v1alpha1.DurationText;
import dev.vrrp.api.v1alpha1.RouterState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.Master;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.NodeState;
import dev.vrrp.api.v1alpha1.VirtualIPStatus.StateTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one node says of one VirtualIP in its status, from the reports of the virtual routers that serve it. */
final class VirtualIPReport {
    private VirtualIPReport() {}

    /**
     * The part of the status that belongs to {@code node}.
     *
     * @param routers one for each family, one or more, each with a change of state behind it; the VirtualIP
     *     is Master where all are
     * @param present status.master as it stands, for the node that was Master before
     */
    static VirtualIPStatus status(String node, List<RouterReport> routers, Optional<Master> present) {
        RouterReport decisive = routers.stream()
                .min(Comparator.comparingInt(router -> rank(router.state())))
                .orElseThrow();
        Change latest = decisive.transitions().getFirst();
        String since = latest.at().toString();
        NodeState state = new NodeState(
                node,
                word(decisive.state()),
                since,
                decisive.priority(),
                decisive.interfaceName(),
                latest.reason().toString(),
                decisive.faults().isEmpty() ? null : limited(String.join("; ", decisive.faults())),
                decisive.transitions().stream().map(VirtualIPReport::transition).toList());
        Master master = decisive.state() == State.MASTER ? master(node, decisive, latest, present) : null;
        return new VirtualIPStatus(null, null, null, null, master, List.of(state), List.of());
    }

    private static Master master(String node, RouterReport router, Change latest, Optional<Master> present) {
        String previous = present.map(master -> master.node().equals(node) ? master.previous() : master.node())
                .filter(name -> !name.equals(node))
                .orElse(null);
        return new Master(
                node,
                latest.at().toString(),
                router.priority(),
                router.interfaceName(),
                previous,
                latest.reason().toString(),
                latest.outage().map(DurationText::format).orElse(null));
    }

    private static StateTransition transition(Change change) {
        return new StateTransition(
                change.at().toString(),
                word(change.from()),
                word(change.to()),
                change.reason().toString());
    }

    /** The state that decides is the one furthest from Master. */
    private static int rank(State state) {
        return switch (state) {
            case FAULT -> 0;
            case INITIALIZE -> 1;
            case BACKUP -> 2;
            case MASTER -> 3;
        };
    }

    static RouterState word(State state) {
        return switch (state) {
            case INITIALIZE -> RouterState.Initialize;
            case BACKUP -> RouterState.Backup;
            case MASTER -> RouterState.Master;
            case FAULT -> RouterState.Fault;
        };
    }

    private static @Nullable String limited(String text) {
        return Objects.requireNonNull(text).length() <= 512 ? text : text.substring(0, 511) + "…";
    }
}
