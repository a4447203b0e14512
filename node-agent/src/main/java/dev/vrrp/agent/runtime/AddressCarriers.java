package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which interface carries the addresses of a virtual router: its card, or, with a virtual MAC address, an interface on top of the
 * card that is there only while the router is Master. So a Backup takes no frame that is sent to the virtual MAC address
 * (RFC 9568 section 6.4.2). Removing takes the kernel so long that it is done on another thread.
 */
final class AddressCarriers {
    private static final Logger log = LoggerFactory.getLogger(AddressCarriers.class);

    private final VirtualInterfaces interfaces;
    private final Executor remover;
    /** Interfaces that are to be removed; guarded by this. */
    private final Set<Integer> unused = new HashSet<>();

    AddressCarriers(VirtualInterfaces interfaces, Executor remover) {
        this.interfaces = interfaces;
        this.remover = remover;
    }

    /** The MAC address that the virtual router speaks from. */
    static long mac(VirtualRouterConfig config, Link card) {
        return config.virtualMac() ? config.vrid().mac(config.family()) : card.mac();
    }

    /** The index of the interface for the addresses of {@code config}, which is there from now on. */
    synchronized int ensure(VirtualRouterConfig config, Link card) throws IOException {
        if (!config.virtualMac()) {
            return card.index();
        }
        int index = interfaces.ensure(card.index(), config.family(), config.vrid());
        unused.remove(index);
        return index;
    }

    /** The index of the interface that carries the addresses of {@code config}, if it is there. */
    OptionalInt find(VirtualRouterConfig config, Link card) throws IOException {
        return config.virtualMac()
                ? interfaces.find(card.index(), config.family(), config.vrid())
                : OptionalInt.of(card.index());
    }

    /** Soon removes what an earlier run has left, but for {@code kept}. */
    void removeLeftovers(Set<Integer> kept) throws IOException {
        Set<Integer> leftovers = new HashSet<>(interfaces.all());
        leftovers.removeAll(kept);
        remove(leftovers);
    }

    /** Soon removes interfaces that {@link #ensure} has made, unless it is asked for them again before. */
    void remove(Set<Integer> indexes) {
        synchronized (this) {
            unused.addAll(indexes);
        }
        indexes.forEach(_ -> remover.execute(this::removeOne));
    }

    /** One at a time, as the loop may wait for this. */
    private synchronized void removeOne() {
        Iterator<Integer> next = unused.iterator();
        if (next.hasNext()) {
            int index = next.next();
            next.remove();
            try {
                interfaces.remove(index);
            } catch (IOException e) {
                log.warn("interface {}: {}", index, e.getMessage());
            }
        }
    }
}
