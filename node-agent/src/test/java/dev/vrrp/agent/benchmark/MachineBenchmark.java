package dev.vrrp.agent.benchmark;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.Environment;
import dev.vrrp.agent.protocol.fsm.GroupTransition;
import dev.vrrp.agent.protocol.fsm.Transition;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.AdvertisementReceived;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.DeadlineReached;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.Startup;
import dev.vrrp.agent.protocol.fsm.VirtualRouterMachine;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One step of the state machine: what happens a hundred times a second at the shortest interval. */
@State(Scope.Thread)
public class MachineBenchmark {
    private static final MonotonicInstant START = new MonotonicInstant(0);
    private static final VirtualRouterConfig CONFIG =
            ConfigBuilder.router("vi-1").build();

    private final VirtualRouter backup = VirtualRouterMachine.step(
                    VirtualRouter.initial(
                            CONFIG, new Environment(InetAddress.ofLiteral("192.168.1.104"), List.of(), 0)),
                    new Startup(false),
                    START)
            .next();
    private final VirtualRouter master = VirtualRouterMachine.step(
                    backup, new DeadlineReached(), START.plusNanos(4_000_000_000L))
            .next();
    private final ElectionGroup group = ElectionGroup.of("vi-1", List.of(backup));
    private final AdvertisementReceived heard = new AdvertisementReceived(new Advertisement(
            CONFIG.version(),
            CONFIG.vrid(),
            new Priority(200),
            CONFIG.interval(),
            CONFIG.advertisedAddresses(),
            InetAddress.ofLiteral("192.168.1.105")));
    private final DeadlineReached due = new DeadlineReached();
    private final MonotonicInstant now = START.plusNanos(5_000_000_000L);

    /** A Backup hears its Master. */
    @Benchmark
    public Transition hear() {
        return VirtualRouterMachine.step(backup, heard, now);
    }

    /** The same through its group, which is what the loop steps. */
    @Benchmark
    public GroupTransition hearInGroup() {
        return group.step("vi-1", heard, now);
    }

    /** A Master whose time to advertise has come. */
    @Benchmark
    public Transition advertise() {
        return VirtualRouterMachine.step(master, due, now);
    }
}
