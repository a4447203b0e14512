package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.ffi.MulticastLoop;
import dev.vrrp.agent.preflight.ProtocolProbe;
import dev.vrrp.agent.protocol.model.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The packet is a number of its own; who else listens to VRRP on this node rejects it by its TTL of 0. */
public final class LoopedProtocolProbe implements ProtocolProbe {
    /** The kernel hands it over while it is sent; this is for a machine that is busy. */
    private static final int BOUND_MILLIS = 500;

    @Override
    public Outcome probe(AddressFamily family, int linkIndex) throws IOException {
        InetAddress group =
                switch (family) {
                    case IPV4 -> RawProtocolSockets.IPV4_GROUP;
                    case IPV6 -> RawProtocolSockets.IPV6_GROUP;
                };
        byte[] number =
                ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
        try (MulticastLoop loop = MulticastLoop.open(group, linkIndex)) {
            if (!loop.send(number)) {
                return Outcome.NOT_SENT;
            }
            return loop.receives(number, BOUND_MILLIS) ? Outcome.RETURNED : Outcome.NOT_RECEIVED;
        }
    }
}
