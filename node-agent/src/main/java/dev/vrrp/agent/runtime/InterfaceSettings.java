package dev.vrrp.agent.runtime;

import java.io.IOException;

/**
 * Settings of an interface that carries virtual addresses, over rtnetlink: arp_ignore 1 and arp_announce 2, so that only the
 * card that carries an address answers ARP for it or speaks in its name; promote_secondaries 1.
 */
public interface InterfaceSettings {
    /** Applies the settings and remembers what was there; once is enough for each index. */
    void prepare(int linkIndex) throws IOException;

    /** Puts back what {@link #prepare} changed; nothing if it changed nothing or the interface is gone. */
    void restore(int linkIndex) throws IOException;
}
