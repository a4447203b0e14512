package dev.vrrp.agent.metrics;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.runtime.AddressLeases;
import dev.vrrp.agent.runtime.InterfaceSettings;
import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.LinkMonitor;
import dev.vrrp.agent.runtime.NoVirtualInterfaces;
import dev.vrrp.agent.runtime.NodeAgent;
import dev.vrrp.agent.runtime.ReportListener;
import dev.vrrp.agent.runtime.Segments;
import dev.vrrp.agent.runtime.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One card, eth0 with 192.168.1.104/24; what is sent goes nowhere. */
final class NodeInMemory implements LinkMonitor, Segments, AddressLeases, InterfaceSettings {
    private volatile @Nullable FrameListener listener;
    private volatile boolean refusing;

    NodeAgent agent(ReportListener reports) {
        return new NodeAgent(
                this, this, this, new NoVirtualInterfaces(), this, reports, Ticker.system(), InstantSource.system());
    }

    /** A frame arrives. */
    void hears(byte[] frame) {
        Objects.requireNonNull(listener).received(frame);
    }

    /** From now on the kernel takes no address. */
    void refuseLeases() {
        refusing = true;
    }

    @Override
    public void start(LinkMonitor.Listener links) {
        links.linksChanged(List.of(new Link(
                "eth0", 1, true, 0x02_00_00_00_00_01L, 1500, List.of(InterfaceAddress.parse("192.168.1.104/24")))));
    }

    @Override
    public Segment open(Link link, FrameListener frames) {
        listener = frames;
        return new Segment() {
            @Override
            public void send(byte[] frame) {}

            @Override
            public void sendPacket(byte[] packet, InetAddress destination) {}

            @Override
            public void close() {}
        };
    }

    @Override
    public Outcome hold(int linkIndex, Map<InterfaceAddress, Duration> leases) throws IOException {
        refreshed();
        return new Outcome(leases.keySet(), Set.of(), Map.of());
    }

    @Override
    public void refresh(Map<Integer, Map<InterfaceAddress, Duration>> leases) throws IOException {
        refreshed();
    }

    private void refreshed() throws IOException {
        if (refusing) {
            throw new IOException("refused");
        }
    }

    @Override
    public void release(int linkIndex, Collection<InterfaceAddress> addresses) {}

    @Override
    public List<Held> held() {
        return List.of();
    }

    @Override
    public void prepare(int linkIndex, boolean sharesLan) {}

    @Override
    public void restore(int linkIndex) {}

    @Override
    public Set<Integer> changed() {
        return Set.of();
    }

    @Override
    public void close() {}
}
