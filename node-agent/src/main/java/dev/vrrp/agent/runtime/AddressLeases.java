package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Addresses as leases in the kernel: one that is not refreshed is removed by the kernel itself (IFA_CACHEINFO valid_lft), and
 * ours are marked (IFA_PROTO), so that no other program's address is ever touched.
 */
public interface AddressLeases {
    /**
     * Adds addresses, or refreshes them where they are ours already, in as few system calls as possible.
     *
     * @param lease whole seconds, 1 s or more; the kernel removes an address 0 to 2 s after it has ended
     * @throws IOException if the kernel refuses one (the message names it); the others are in place
     */
    void hold(int linkIndex, Collection<InterfaceAddress> addresses, Duration lease) throws IOException;

    /** Removes those of {@code addresses} that are ours; one that is missing is no error. */
    void release(int linkIndex, Collection<InterfaceAddress> addresses) throws IOException;

    /** All addresses that are ours, on every interface. */
    List<Held> held() throws IOException;

    /** One of ours, with what is left of its lease. */
    record Held(int linkIndex, InterfaceAddress address, Duration remaining) {}
}
