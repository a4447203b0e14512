package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.AdvertisementReceived;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Virtual routers in a state, and what they hear, for the tests of the machine. */
final class Given {
    /** Our primary address; the middle one of three. */
    static final InetAddress OUR_ADDRESS = InetAddress.ofLiteral("192.168.1.104");

    static final InetAddress LOWER_ADDRESS = InetAddress.ofLiteral("192.168.1.9");
    static final InetAddress HIGHER_ADDRESS = InetAddress.ofLiteral("192.168.1.200");

    static final Environment HEALTHY = new Environment(OUR_ADDRESS, List.of(), 0);
    static final Environment FAULTY = new Environment(OUR_ADDRESS, List.of("interface eth0 is down"), 0);

    /** Skew_Time of priority 100 at 1 s: 156/256 s. */
    static final long SKEW_NANOS = 609_375_000L;

    /** Master_Down_Interval of priority 100 at 1 s. */
    static final long MASTER_DOWN_NANOS = 3_000_000_000L + SKEW_NANOS;

    private Given() {}

    /** So many milliseconds after an arbitrary origin that overflows soon. */
    static MonotonicInstant at(long milliseconds) {
        return new MonotonicInstant(Long.MAX_VALUE - 1_000_000_000L).plusNanos(milliseconds * 1_000_000L);
    }

    static ConfigBuilder config() {
        return ConfigBuilder.router("vi-1");
    }

    static VirtualRouter initialize(ConfigBuilder config) {
        return VirtualRouter.initial(config.build(), HEALTHY);
    }

    /** In Backup since 0 ms, nothing heard yet. */
    static VirtualRouter backup(ConfigBuilder config) {
        return VirtualRouterMachine.step(initialize(config), new Startup(false), at(0))
                .next();
    }

    /** Master since 0 ms. */
    static VirtualRouter master(ConfigBuilder config) {
        return VirtualRouterMachine.step(initialize(config), new Startup(true), at(0))
                .next();
    }

    /** In Fault. */
    static VirtualRouter fault(ConfigBuilder config) {
        return VirtualRouterMachine.step(VirtualRouter.initial(config.build(), FAULTY), new Startup(false), at(0))
                .next();
    }

    static AdvertisementReceived heard(int priority, InetAddress source) {
        return heard(priority, source, Duration.ofSeconds(1));
    }

    /** An advertisement with the octet {@code priority}, 0 and 255 included. */
    static AdvertisementReceived heard(int priority, InetAddress source, Duration interval) {
        VirtualRouterConfig config = config().build();
        return new AdvertisementReceived(new Advertisement(
                config.version(),
                config.vrid(),
                AdvertisedPriority.of(priority),
                AdvertisementInterval.of(interval),
                config.advertisedAddresses(),
                source));
    }

    static Transition deadline(VirtualRouter router, long milliseconds) {
        return VirtualRouterMachine.step(router, new DeadlineReached(), at(milliseconds));
    }
}
