package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.LeaseKeeper.Restored;
import dev.vrrp.agent.runtime.RouterReport.Change;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last changes of state of each virtual router: logged, one line each, and passed on. */
final class RouterHistory {
    private static final Logger log = LoggerFactory.getLogger(RouterHistory.class);

    private final InstantSource clock;
    private final ReportListener listener;
    private final Map<String, List<Change>> changes = new HashMap<>();
    /** Who was heard last, by virtual router. */
    private final Map<String, InetAddress> heard = new HashMap<>();

    RouterHistory(InstantSource clock, ReportListener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    void record(VirtualRouter router, StateChanged changed, MonotonicInstant now) {
        String name = router.config().name();
        MonotonicInstant lastHeard = changed.masterLastHeard();
        Duration outage = lastHeard == null ? null : now.since(lastHeard);
        Change change = new Change(
                clock.instant().truncatedTo(ChronoUnit.MILLIS), changed.from(), changed.to(), changed.reason(), outage);
        changes.put(
                name,
                Stream.concat(Stream.of(change), changes.getOrDefault(name, List.of()).stream())
                        .limit(RouterReport.REMEMBERED)
                        .toList());
        RouterReport report = report(router);
        log.info(
                "{}: {} -> {} ({}), vrid {}, priority {}, {}{}{}",
                name,
                changed.from(),
                changed.to(),
                changed.reason(),
                router.config().vrid(),
                report.priority(),
                report.interfaceName(),
                outage == null ? "" : ", " + outage.toMillis() + " ms after the last advertisement",
                changed.to() == State.FAULT ? ": " + String.join("; ", report.faults()) : "");
        listener.changed(report, change);
    }

    /** {@code router} has taken an advertisement of another one. */
    void heard(String router, InetAddress source) {
        heard.put(router, source);
        listener.advertisementReceived(router);
    }

    RouterState state(VirtualRouter router) {
        return RouterState.of(router, report(router), heard.get(router.config().name()));
    }

    void restored(VirtualRouterConfig config, Restored restored) {
        log.warn(
                "{}: {} was not there and has been put back on {}, time {} of late",
                config.name(),
                restored.address(),
                config.interfaceName(),
                restored.times());
        listener.addressRestored(new AddressRestoration(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                config.name(),
                config.interfaceName(),
                restored.address(),
                restored.times()));
    }

    RouterReport report(VirtualRouter router) {
        return new RouterReport(
                router.config().name(),
                router.config().interfaceName(),
                router.role().state(),
                router.effectivePriority().value(),
                router.environment().faults(),
                changes.getOrDefault(router.config().name(), List.of()));
    }

    /** The time of day of {@code then}, by what the clock says {@code now}. */
    Instant timeOfDay(MonotonicInstant then, MonotonicInstant now) {
        return clock.instant().minus(now.since(then)).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Forgets the virtual routers that are gone. */
    void retain(Set<String> routers) {
        changes.keySet().retainAll(routers);
        heard.keySet().retainAll(routers);
    }
}
