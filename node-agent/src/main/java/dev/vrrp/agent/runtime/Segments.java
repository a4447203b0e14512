package dev.vrrp.agent.runtime;

import java.io.IOException;
import java.net.InetAddress;

/** Opens the network segments that virtual routers speak on. */
public interface Segments {
    /**
     * Opens the segment behind an interface: Ethernet frames that carry VRRP (protocol 112 over IPv4 or IPv6), ARP or neighbour
     * advertisements and come from others are given to {@code listener} on another thread; membership in 224.0.0.18 and ff02::12 lasts until close.
     *
     * @throws IOException if the interface does not exist, or capture is refused (CAP_NET_RAW)
     */
    Segment open(Link link, FrameListener listener) throws IOException;

    /** An open segment. */
    interface Segment extends AutoCloseable {
        /** Sends one Ethernet frame as it is; does not block. */
        void send(byte[] frame) throws IOException;

        /** Sends one IP packet, header and all, by this interface on the kernel's way to {@code destination}; does not block. */
        void sendPacket(byte[] packet, InetAddress destination) throws IOException;

        @Override
        void close();
    }

    /** Hears what a segment carries. */
    interface FrameListener {
        /** A frame from the Ethernet header on, at most 4,142 bytes; the listener may keep it. */
        void received(byte[] frame);

        /** Capture has ended for good, for example because the interface was deleted: open the new one. */
        void failed(IOException reason);
    }
}
