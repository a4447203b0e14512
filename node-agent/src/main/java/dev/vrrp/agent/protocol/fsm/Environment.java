package dev.vrrp.agent.protocol.fsm;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a virtual router needs to know of its node.
 *
 * @param source address that it speaks from; null is always a fault too
 * @param faults why it must not be Master, each a clause such as "interface eth1 is down"; none: it may
 * @param weight sum of the tracked weights in force, added to the priority
 */
public record Environment(@Nullable InetAddress source, List<String> faults, int weight) {
    public Environment {
        faults = List.copyOf(faults);
        if (source == null && faults.isEmpty()) {
            throw new IllegalArgumentException("no source address and no fault that says so");
        }
    }

    /** This environment with the faults of the whole group. */
    Environment withFaults(List<String> groupFaults) {
        return new Environment(source, groupFaults, weight);
    }
}
