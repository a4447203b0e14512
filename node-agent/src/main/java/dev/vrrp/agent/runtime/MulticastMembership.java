package dev.vrrp.agent.runtime;

import java.io.IOException;

/** Membership of interfaces in the multicast groups of VRRP: without it, a switch that snoops keeps advertisements back. */
public interface MulticastMembership {
    /**
     * Joins 224.0.0.18 and ff02::12 on an interface, until the membership is closed.
     *
     * @throws IOException if there is no such interface; one that lacks IPv4 or IPv6 joins the other's group alone
     */
    Membership join(int linkIndex) throws IOException;

    /** A membership that is held. */
    interface Membership extends AutoCloseable {
        @Override
        void close();
    }
}
