package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.wire.RejectReason;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent without its sources of configuration: start it, configure it, stop it. Safe for use by any thread. */
public final class NodeAgent {
    /** How long a stop may take; resigning takes one advertisement interval at most. */
    private static final Duration STOP_BOUND = Duration.ofSeconds(10);

    private static final Duration ANSWER_BOUND = Duration.ofSeconds(2);
    /** Putting back what was set, and removing an interface for each virtual MAC address, 20 ms each. */
    private static final long CLOSE_SECONDS = 5;

    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);

    private final EventLoop loop;
    private final FrameGate gate;
    private final VrrpEngine engine;
    private final SegmentTable segments;
    private final LinkMonitor linkMonitor;
    private final ExecutorService opener = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("segments").daemon().factory());
    private final Thread thread;

    /** The ports to the wire and the kernel, and who is told. */
    public NodeAgent(
            LinkMonitor linkMonitor,
            Segments segments,
            AddressLeases leases,
            VirtualInterfaces virtualInterfaces,
            InterfaceSettings settings,
            ReportListener listener,
            Ticker ticker,
            InstantSource clock) {
        this.linkMonitor = linkMonitor;
        this.loop = new EventLoop(ticker, listener::deadlineMet);
        this.gate = new FrameGate(ticker);
        Map<String, Link> links = new LinkedHashMap<>();
        this.segments = new SegmentTable(segments, settings, opener, loop, this::reception, this::segmentChanged);
        RouterHistory history = new RouterHistory(clock, listener);
        this.engine = new VrrpEngine(
                ticker,
                listener,
                links,
                this.segments,
                new LeaseKeeper(leases),
                new AddressCarriers(virtualInterfaces, opener),
                gate,
                history);
        this.thread = Thread.ofPlatform().name("vrrp").unstarted(() -> loop.run(engine));
    }

    private Reception reception(String interfaceName) {
        return new Reception(interfaceName, gate, engine, loop::offer);
    }

    private void segmentChanged(String interfaceName) {
        engine.segmentChanged(interfaceName);
    }

    /**
     * Starts the loop and reads the interfaces.
     *
     * @throws IOException if the kernel refuses to tell about its interfaces
     */
    public void start() throws IOException {
        thread.start();
        linkMonitor.start(new LinkMonitor.Listener() {
            @Override
            public void linksChanged(List<Link> links) {
                loop.execute(() -> engine.linksChanged(links));
            }

            @Override
            public void addressChanged(int linkIndex, InetAddress address, boolean removed) {
                loop.execute(() -> engine.addressChanged(linkIndex, address, removed));
            }
        });
    }

    /** Changes to {@code configuration}, soon and as a whole. */
    public void configure(AgentConfiguration configuration) {
        loop.execute(() -> engine.configure(configuration));
    }

    /** Everything as it is now; nothing if the loop does not answer within two seconds. */
    public Optional<NodeState> state() {
        return loop.ask(engine::state, ANSWER_BOUND);
    }

    /** How many frames were dropped since the start, because more came than could be looked at. */
    public long droppedFrames() {
        return gate.leftOut() + loop.dropped();
    }

    /** How many frames were not taken, or only with a remark, since the start, by interface and reason. */
    public Map<String, Map<RejectReason, Long>> frameCounts() {
        return engine.frameCounts();
    }

    /** Resigns for all virtual routers, waits until they have given up their addresses, and ends; within a bound. */
    public void stop() {
        end(() -> engine.shutdown(this::ended));
    }

    /** Ends at once, as if killed: the addresses stay for an agent that goes on with them before their leases end; within a bound. */
    public void leave() {
        end(this::ended);
    }

    private void end(Runnable task) {
        loop.execute(task);
        try {
            if (!thread.join(STOP_BOUND)) {
                log.warn("not all virtual routers ended within {}; their leases will", STOP_BOUND);
            }
            linkMonitor.close();
            opener.shutdown();
            if (!opener.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("closing the segments takes too long; the process ends without");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended() {
        segments.closeAll();
        loop.stop();
    }
}
