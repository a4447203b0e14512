package dev.vrrp.agent.runtime;

import java.io.IOException;
import java.util.Set;

/**
 * Settings of an interface that carries virtual addresses, over rtnetlink: arp_ignore 1 and arp_announce 2, so that only the
 * card that carries an address answers ARP for it or speaks in its name; promote_secondaries 1.
 */
public interface InterfaceSettings {
    /**
     * Applies the settings and remembers what was there.
     *
     * @param sharesLan whether another card of the node is on the same LAN: the way back to a client may then lead over that
     *     one, and a strict rp_filter would drop what the client sends; it becomes 2 (loose, RFC 3704 section 2.4)
     */
    void prepare(int linkIndex, boolean sharesLan) throws IOException;

    /** Puts back what {@link #prepare} changed; nothing if it changed nothing or the interface is gone. */
    void restore(int linkIndex) throws IOException;

    /** The interfaces, by index, of which something is to be put back: also what a killed predecessor has changed. */
    Set<Integer> changed();
}
