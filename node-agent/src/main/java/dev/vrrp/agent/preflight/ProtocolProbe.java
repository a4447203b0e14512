package dev.vrrp.agent.preflight;

import dev.vrrp.agent.protocol.model.AddressFamily;
import java.io.IOException;

/** Sends the node a packet of IP protocol 112, as its firewall sees those of VRRP. */
public interface ProtocolProbe {
    /** What became of it. */
    enum Outcome {
        /** The kernel has handed it to us. */
        RETURNED,
        /** The kernel did not send it. */
        NOT_SENT,
        /** It was sent and not received. */
        NOT_RECEIVED
    }

    /**
     * Sends a packet to the multicast group of VRRP by an interface, on which it does not leave the node; within a bound.
     *
     * @throws IOException if the interface is gone or has no address of the family
     */
    Outcome probe(AddressFamily family, int linkIndex) throws IOException;
}
