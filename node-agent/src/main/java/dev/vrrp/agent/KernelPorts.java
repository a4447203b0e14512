package dev.vrrp.agent;

import dev.vrrp.agent.kernel.BootTicker;
import dev.vrrp.agent.kernel.LoopedProtocolProbe;
import dev.vrrp.agent.kernel.NetlinkAddressLeases;
import dev.vrrp.agent.kernel.NetlinkInterfaceSettings;
import dev.vrrp.agent.kernel.NetlinkLinkMonitor;
import dev.vrrp.agent.kernel.NetlinkVirtualInterfaces;
import dev.vrrp.agent.kernel.RawProtocolSockets;
import dev.vrrp.agent.net.PcapSegments;
import dev.vrrp.agent.preflight.Finding;
import dev.vrrp.agent.preflight.Preflight;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.Segments;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent on this kernel and its wires. The sockets live as long as the process. */
final class KernelPorts {
    private static final String LOOPBACK = "lo";
    private static final Logger log = LoggerFactory.getLogger(KernelPorts.class);

    private KernelPorts() {}

    /** Loads the native libraries, so that the first agent is there sooner. */
    static void load() {
        try {
            NetlinkAddressLeases.open().close();
            PcapSegments.load();
        } catch (IOException | RuntimeException e) {
            log.debug("what is wrong will be told when it is needed", e);
        }
    }

    /**
     * Opens the loopback interface as a segment and closes it, so that an agent that waits for another has done before what it will do
     * when the addresses of that one have a second or two left. Nothing is sent.
     */
    static void rehearse() {
        try {
            NetworkInterface loopback = NetworkInterface.getByName(LOOPBACK);
            if (loopback != null) {
                Link link = new Link(LOOPBACK, loopback.getIndex(), true, 0, Link.USUAL_MTU, List.of());
                segments().open(link, new Unheard()).close();
            }
        } catch (IOException | RuntimeException e) {
            log.debug("what is wrong will be told when it is needed", e);
        }
    }

    /** An agent that keeps nothing on disk, for tests. */
    static NodeAgent nodeAgent(ReportListener listener) throws IOException {
        return nodeAgent(listener, NetlinkInterfaceSettings.open());
    }

    /** An agent that keeps in {@code stateDirectory} what its successor must put back if it is killed. */
    static NodeAgent nodeAgent(ReportListener listener, Path stateDirectory) throws IOException {
        return nodeAgent(listener, NetlinkInterfaceSettings.open(stateDirectory.resolve("interface-settings")));
    }

    private static NodeAgent nodeAgent(ReportListener listener, NetlinkInterfaceSettings settings) throws IOException {
        return new NodeAgent(
                new NetlinkLinkMonitor(),
                segments(),
                NetlinkAddressLeases.open(),
                NetlinkVirtualInterfaces.open(),
                settings,
                listener,
                new BootTicker(),
                InstantSource.system());
    }

    private static Segments segments() {
        return new PcapSegments(new RawProtocolSockets());
    }

    /** The checks of the node that {@code agent} runs on. */
    static Preflight preflight(NodeAgent agent, Consumer<List<Finding>> listener) {
        return new Preflight(
                agent::state, new LoopedProtocolProbe(), new BootTicker(), InstantSource.system(), listener);
    }

    /** Of the loopback interface nothing is of interest. */
    private record Unheard() implements Segments.FrameListener {
        @Override
        public void received(byte[] frame) {
            log.trace("{} bytes on {}", frame.length, LOOPBACK);
        }

        @Override
        public void failed(IOException reason) {
            log.debug("{}", LOOPBACK, reason);
        }
    }
}
