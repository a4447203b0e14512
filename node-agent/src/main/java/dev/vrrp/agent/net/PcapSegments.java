package dev.vrrp.agent.net;

import dev.vrrp.agent.runtime.Link;
import dev.vrrp.agent.runtime.ProtocolSockets;
import dev.vrrp.agent.runtime.ProtocolSockets.ProtocolSocket;
import dev.vrrp.agent.runtime.Segments;
import java.io.IOException;
import java.net.NetworkInterface;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;

/** Segments by libpcap, opened in the network namespace of the thread that opens them. Thread-safe. */
public final class PcapSegments implements Segments {
    private final ProtocolSockets sockets;

    public PcapSegments(ProtocolSockets sockets) {
        this.sockets = sockets;
    }

    /** Loads libpcap, which takes a tenth of a second; what is wrong with it is told when it is used. */
    public static void load() {
        try {
            Pcaps.libVersion();
        } catch (LinkageError e) {
            // opening a segment says so
        }
    }

    @Override
    public Segment open(Link link, FrameListener listener) throws IOException {
        ProtocolSocket socket = sockets.open(link.index());
        try {
            return open(link, listener, socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Segment open(Link link, FrameListener listener, ProtocolSocket socket) throws IOException {
        PcapHandle injection = PcapHandles.injection(link.name());
        try {
            PcapHandle capture = PcapHandles.capture(link);
            try {
                requireIndex(link);
            } catch (IOException e) {
                capture.close();
                throw e;
            }
            return PcapSegment.start(link.name(), capture, injection, socket, listener);
        } catch (IOException e) {
            injection.close();
            throw e;
        }
    }

    /** libpcap opens by name, and the name may belong to another interface by now. */
    private static void requireIndex(Link link) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(link.name());
        if (found == null || found.getIndex() != link.index()) {
            throw new IOException("interface " + link.name() + " with index " + link.index() + " is gone");
        }
    }
}
