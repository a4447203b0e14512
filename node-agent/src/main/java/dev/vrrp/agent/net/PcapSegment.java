package dev.vrrp.agent.net;

import dev.vrrp.agent.runtime.ProtocolSockets.ProtocolSocket;
import dev.vrrp.agent.runtime.Segments.FrameListener;
import dev.vrrp.agent.runtime.Segments.Segment;
import java.io.IOException;
import java.net.InetAddress;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One segment: a thread of its own captures, any thread sends. The capturing thread frees everything when its loop has ended:
 * closing a capture takes tens of milliseconds, for which whoever closes the segment need not wait, and closing it under a
 * running loop would free what the loop reads.
 */
final class PcapSegment implements Segment {
    private static final Logger log = LoggerFactory.getLogger(PcapSegment.class);

    private final String name;
    private final PcapHandle capture;
    private final PcapHandle injection;
    private final ProtocolSocket socket;
    private final FrameListener listener;
    private volatile boolean closed;

    /** Belongs to the capturing thread. */
    private boolean complained;

    private PcapSegment(
            String name, PcapHandle capture, PcapHandle injection, ProtocolSocket socket, FrameListener listener) {
        this.name = name;
        this.capture = capture;
        this.injection = injection;
        this.socket = socket;
        this.listener = listener;
    }

    /** Takes over the handles and the socket. */
    static Segment start(
            String name, PcapHandle capture, PcapHandle injection, ProtocolSocket socket, FrameListener listener) {
        PcapSegment segment = new PcapSegment(name, capture, injection, socket, listener);
        Thread.ofPlatform().name("capture-" + name).daemon().start(segment::captureFrames);
        return segment;
    }

    @Override
    public void send(byte[] frame) throws IOException {
        String asked = "send " + frame.length + " bytes on " + name + ": ";
        if (closed) {
            throw closed(asked);
        }
        try {
            injection.sendPacket(frame);
        } catch (PcapNativeException e) {
            throw new IOException(asked + e.getMessage(), e);
        } catch (NotOpenException e) {
            throw closed ? closed(asked) : new IOException(asked + "the capture has ended", e);
        }
    }

    private static IOException closed(String asked) {
        return new IOException(asked + "the segment is closed");
    }

    @Override
    public void sendPacket(byte[] packet, InetAddress destination) throws IOException {
        socket.send(packet, destination);
    }

    /** No frame is delivered any more once this has returned, but for one that is being delivered. */
    @Override
    public void close() {
        closed = true;
        try {
            // also before the loop has begun: libpcap keeps it in mind, and wakes a loop that waits (1.10 and newer)
            capture.breakLoop();
        } catch (NotOpenException e) {
            // the loop has ended by itself
        }
    }

    private void captureFrames() {
        String reason = captureUntilBroken();
        capture.close();
        injection.close();
        socket.close();
        if (!closed) {
            listener.failed(new IOException("capture on " + name + ": " + reason));
        }
    }

    private String captureUntilBroken() {
        try {
            capture.loop(-1, this::deliver);
            return "ended";
        } catch (PcapNativeException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException | NotOpenException e) {
            return "broken off";
        }
    }

    private void deliver(byte[] frame) {
        if (closed) {
            return;
        }
        try {
            listener.received(frame);
        } catch (RuntimeException e) {
            // a listener that fails on one frame may fail on each of thousands
            if (!complained) {
                complained = true;
                log.error("a frame on {} was not taken; others that are not will not be told", name, e);
            }
        }
    }
}
