package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.Timers;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that can be said of one virtual router.
 *
 * @param rawSource see {@link #source}
 * @param rawMaster see {@link #master}
 * @param masterInterval of the Master, which a Backup learns from it
 * @param skew Skew_Time (RFC 9568 section 6.1)
 * @param masterDown Master_Down_Interval
 */
public record RouterState(
        VirtualRouterConfig config,
        RouterReport report,
        @Nullable InetAddress rawSource,
        @Nullable InetAddress rawMaster,
        AdvertisementInterval masterInterval,
        Duration skew,
        Duration masterDown) {

    /** @param heard who was heard last; null: nobody */
    static RouterState of(VirtualRouter router, RouterReport report, @Nullable InetAddress heard) {
        VirtualRouterConfig config = router.config();
        AdvertisementInterval interval =
                router.role() instanceof Role.Backup backup ? backup.masterInterval() : config.interval();
        InetAddress master =
                switch (router.role()) {
                    case Role.Master _ -> router.environment().source();
                    case Role.Backup backup -> backup.lastHeard() == null ? null : heard;
                    case Role.Initialize _, Role.Resigning _, Role.Fault _ -> null;
                };
        return new RouterState(
                config,
                report,
                router.environment().source(),
                master,
                interval,
                Duration.ofNanos(Timers.skewNanos(config.version(), router.effectivePriority(), interval)),
                Duration.ofNanos(Timers.masterDownNanos(config.version(), router.effectivePriority(), interval)));
    }

    /** The address that it speaks from, if it has one. */
    public Optional<InetAddress> source() {
        return Optional.ofNullable(rawSource);
    }

    /** The address that the Master speaks from, if there is one that is known. */
    public Optional<InetAddress> master() {
        return Optional.ofNullable(rawMaster);
    }
}
