package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.wire.RejectReason;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is not taken as an advertisement, and logs it at the first, the second, the fourth, the eighth … time. */
final class RejectionLog {
    private static final Logger log = LoggerFactory.getLogger(RejectionLog.class);

    private final Map<RejectReason, Long> counts = new EnumMap<>(RejectReason.class);
    private long unknown;

    void count(String interfaceName, RejectReason reason, Optional<InetAddress> source) {
        long count = counts.merge(reason, 1L, Long::sum);
        if (Long.bitCount(count) == 1) {
            log.warn(
                    "{}: an advertisement from {} was rejected: {} ({} so far)",
                    interfaceName,
                    source.map(InterfaceAddress::text).orElse("an unreadable source"),
                    reason.label(),
                    count);
        }
    }

    /** An advertisement for a virtual router that this interface does not run: on a shared segment, nothing unusual. */
    void unknown(String interfaceName, Advertisement advertisement) {
        unknown++;
        if (Long.bitCount(unknown) == 1) {
            log.debug(
                    "{}: vrid {} of {} is not run here ({} so far)",
                    interfaceName,
                    advertisement.vrid(),
                    InterfaceAddress.text(advertisement.source()),
                    unknown);
        }
    }
}
