package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one virtual router that is Master holds on an interface, and what of it is not there. */
final class Holding {
    private static final Logger log = LoggerFactory.getLogger(Holding.class);
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final String router;
    private final int linkIndex;
    private final Set<InterfaceAddress> addresses;
    private final Map<InterfaceAddress, Absence> absent = new LinkedHashMap<>();
    private AdvertisementInterval interval;
    private MonotonicInstant advertised;
    private MonotonicInstant refreshed;

    /** Why an address is not there as ours, and since when. */
    private record Absence(AddressProblem.Reason reason, String message, MonotonicInstant since) {}

    Holding(VirtualRouterConfig config, int linkIndex, MonotonicInstant now) {
        this.router = config.name();
        this.linkIndex = linkIndex;
        this.addresses = new LinkedHashSet<>(config.addresses());
        this.interval = config.interval();
        this.advertised = now;
        this.refreshed = now;
    }

    /**
     * The lease of an address, L = max(1 s, ⌊3 · interval⌋ in whole seconds). It is refreshed right after an advertisement, or
     * where 3 intervals are shorter than a second, within an interval of it. So counted from the last advertisement an address
     * outlives its Master by at most 3 intervals where the interval is 334 ms or more, which is less than the master down interval
     * of every peer, and by 1 s and an interval where it is shorter; with a margin of 1 s, which the kernel takes to notice.
     */
    static Duration leaseOf(AdvertisementInterval interval) {
        return Duration.ofSeconds(Math.max(1, 3 * interval.nanos() / SECOND_NANOS));
    }

    String router() {
        return router;
    }

    int linkIndex() {
        return linkIndex;
    }

    Set<InterfaceAddress> addresses() {
        return addresses;
    }

    Duration lease() {
        return leaseOf(interval);
    }

    void advertised(AdvertisementInterval every, MonotonicInstant now) {
        interval = every;
        advertised = now;
    }

    void refreshed(MonotonicInstant now) {
        refreshed = now;
    }

    /** Whether the lease would be older than a third at the next advertisement. */
    boolean isDue(MonotonicInstant now) {
        return now.nanosSince(refreshed) + interval.nanos() > lease().toNanos() / 3;
    }

    /** Whether it can be refreshed along with others that are due, and half of the time till it is due itself has passed. */
    boolean canGoAlong(MonotonicInstant now) {
        long slackNanos = 3 * interval.nanos() < SECOND_NANOS ? interval.nanos() : 0;
        return now.nanosSince(advertised) <= slackNanos && now.nanosSince(refreshed) > lease().toNanos() / 6;
    }

    /** The addresses that are there as ours, each with its lease. */
    Map<InterfaceAddress, Duration> present() {
        Map<InterfaceAddress, Duration> present = new LinkedHashMap<>();
        addresses.stream().filter(this::isPresent).forEach(address -> present.put(address, lease()));
        return present;
    }

    boolean lacksAny() {
        return !absent.isEmpty();
    }

    boolean isPresent(InterfaceAddress address) {
        return addresses.contains(address) && !absent.containsKey(address);
    }

    /** The addresses that are not there because another program goes on taking them away. */
    Stream<InterfaceAddress> takenAway() {
        return absent.entrySet().stream()
                .filter(entry -> entry.getValue().reason() == AddressProblem.Reason.REMOVED_REPEATEDLY)
                .map(Map.Entry::getKey);
    }

    /** Why the kernel refuses every address; empty if it has any, or another reason than that. */
    Optional<String> refusal() {
        boolean all = absent.size() == addresses.size()
                && absent.values().stream().allMatch(absence -> absence.reason() == AddressProblem.Reason.REFUSED);
        return all ? absent.values().stream().map(Absence::message).findFirst() : Optional.empty();
    }

    void isThere(InterfaceAddress address) {
        absent.remove(address);
    }

    /** Notes, and logs where it is news, that {@code address} is not there as ours. */
    void isAbsent(InterfaceAddress address, AddressProblem.Reason reason, String message, MonotonicInstant now) {
        Absence known = absent.get(address);
        if (known != null && known.reason() == reason) {
            absent.put(address, new Absence(reason, message, known.since()));
        } else {
            absent.put(address, new Absence(reason, message, now));
            log.warn("{}: {}: {}", router, address, message);
        }
    }

    Stream<AddressProblem> problems(RouterHistory history, MonotonicInstant now) {
        return absent.entrySet().stream().map(entry -> {
            Absence absence = entry.getValue();
            return new AddressProblem(
                    router,
                    entry.getKey(),
                    absence.reason(),
                    null,
                    absence.message(),
                    history.timeOfDay(absence.since(), now));
        });
    }
}
