package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.runtime.SimulatedNode.link;
import static dev.vrrp.agent.runtime.SimulatedNode.router;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.Envelope;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the agent does for an advertisement, from the bytes on, but for the way from one thread to the other. */
@State(Scope.Thread)
public class ReceptionBenchmark {
    private static final String INTERFACE = "eth0";
    /** A Master counts its packets, so that no two of its frames are the same. */
    private static final int ROUNDS = 16;

    @Param({"1", "255"})
    int routers = 1;

    private final SimulatedNode node = new SimulatedNode();
    private final Reception reception = node.reception(INTERFACE);
    private byte[][] frames = new byte[0][];
    private int next;

    @Setup
    public void backups() {
        VirtualRouterConfig[] configs = IntStream.rangeClosed(1, routers)
                .mapToObj(vrid -> router("vi-" + vrid, vrid, INTERFACE, "192.168.2." + vrid + "/24"))
                .toArray(VirtualRouterConfig[]::new);
        InetAddress master = InetAddress.ofLiteral("192.168.1.200");
        frames = IntStream.range(0, ROUNDS * routers)
                .mapToObj(i -> AdvertisementEncoder.encode(
                        configs[i % routers],
                        new Priority(200),
                        master,
                        Envelope.multicast(AddressFamily.IPV4, 0x02_00_00_00_00_09L, i)))
                .toArray(byte[][]::new);
        node.links(link(INTERFACE, 2, true, "192.168.1.104/24"));
        node.configure(
                new AgentConfiguration(1, SimulatedNode.configuration(configs).groups(), Set.of(master)));
    }

    /** An advertisement that changes nothing: a Backup hears its Master. */
    @Benchmark
    public void receive() {
        reception.captured(frames[next]);
        next = (next + 1) % frames.length;
    }

    /** A whole turn of the loop: the same, what is due then, and how long to wait. */
    @Benchmark
    public Optional<MonotonicInstant> turn() {
        receive();
        node.engine().deadlineReached(node.now);
        return node.engine().nextDeadline();
    }
}
