package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Addresses as leases in the kernel: one that is not refreshed is removed by the kernel itself (IFA_CACHEINFO valid_lft), and
 * ours are marked (IFA_PROTO), so that no other program's address is ever touched. A lease is whole seconds, 1 s or more; the
 * kernel looks about once a second, and so removes an address 0 to 1 s after its lease has ended, seldom later.
 */
public interface AddressLeases {
    /**
     * Looks at what the interface has, and adds addresses, or refreshes those that are ours already, in one system call for
     * 256 of them.
     *
     * @param leases by address
     * @throws IOException if it is not known what the kernel did, or there is no such interface
     */
    Outcome hold(int linkIndex, Map<InterfaceAddress, Duration> leases) throws IOException;

    /**
     * Refreshes addresses that {@link #hold} has found or made ours, without looking, on any number of interfaces, in one
     * system call for 256 of them.
     *
     * @param leases by address, by interface index
     * @throws IOException if the kernel refuses one (the message names it); the others are refreshed
     */
    void refresh(Map<Integer, Map<InterfaceAddress, Duration>> leases) throws IOException;

    /** Removes those of {@code addresses} that are ours; one that is missing is no error. */
    void release(int linkIndex, Collection<InterfaceAddress> addresses) throws IOException;

    /** All addresses that are ours, on every interface. */
    List<Held> held() throws IOException;

    /**
     * What {@link #hold} found and did; addresses in none of the three were ours before and still are.
     *
     * @param added those that were missing and are there now
     * @param foreign those that another program has set on the interface, with this or another prefix length: untouched
     * @param refused those that the kernel did not take, each with its reason
     */
    record Outcome(Set<InterfaceAddress> added, Set<InterfaceAddress> foreign, Map<InterfaceAddress, String> refused) {
        public Outcome {
            added = Set.copyOf(added);
            foreign = Set.copyOf(foreign);
            refused = Map.copyOf(refused);
        }
    }

    /** One of ours, with what is left of its lease. */
    record Held(int linkIndex, InterfaceAddress address, Duration remaining) {}
}
