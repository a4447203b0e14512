package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Interfaces with the MAC address of a virtual router, on top of a card: addresses that one of them carries are answered from
 * that MAC address. An interface belongs to the card, the family and the VRID, and outlives a killed agent.
 */
public interface VirtualInterfaces {
    /**
     * Makes the interface, up and silent until it has an address, or takes the one that is there.
     *
     * @return its index
     * @throws IOException if the kernel refuses, or another program has one of its name
     */
    int ensure(int cardIndex, AddressFamily family, VirtualRouterId vrid) throws IOException;

    /** The index of the one that is there. */
    OptionalInt find(int cardIndex, AddressFamily family, VirtualRouterId vrid) throws IOException;

    /** Removes one with all that it carries; nothing if it is gone. The kernel takes 10 to 20 ms. */
    void remove(int index) throws IOException;

    /** The indexes of all that are there, also of those that an earlier run has left. */
    Set<Integer> all() throws IOException;
}
