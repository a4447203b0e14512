package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.wire.RejectReason;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A VRRP router that is neither ours nor of a node of the cluster, or that does not fit the virtual router it speaks for.
 *
 * @param vrid 1 to 255
 * @param rawPriority see {@link #priority}
 * @param reason what sets it apart; {@link RejectReason#UNKNOWN_VRID} where it disturbs nothing
 * @param message the reason as a clause, with its value and ours; at most 512 characters
 * @param lastSeen time of day
 * @param splitBrain whether this node, being Master of the same virtual router, goes on hearing it
 */
public record ForeignRouter(
        String interfaceName,
        AddressFamily family,
        int vrid,
        InetAddress source,
        @Nullable Integer rawPriority,
        RejectReason reason,
        String message,
        Instant lastSeen,
        boolean splitBrain) {
    /** The priority that it advertises, 1 to 255, where it could be read. */
    public Optional<Integer> priority() {
        return Optional.ofNullable(rawPriority);
    }

    /** Whether it disturbs a virtual router of ours. */
    boolean conflicts() {
        return reason != RejectReason.UNKNOWN_VRID;
    }

    /** Whether it says more than {@code before}: something else, or a time that is later by {@code refresh} or more. */
    boolean isNewsAfter(ForeignRouter before, Duration refresh) {
        return !before.at(lastSeen).equals(this)
                || !before.lastSeen.plus(refresh).isAfter(lastSeen);
    }

    private ForeignRouter at(Instant time) {
        return new ForeignRouter(interfaceName, family, vrid, source, rawPriority, reason, message, time, splitBrain);
    }
}
