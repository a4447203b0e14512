package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which frames go on from a capture thread to the loop, so that strangers, however many, can't crowd out the routers that take
 * part. Those of routers that we know, for virtual routers of ours, always do. All others share an allowance for each
 * interface, which is plenty to notice a new router or a misconfigured one. Known are those that the configuration names and,
 * as many as there are places for, those whose advertisements have been taken; who is there stays while it speaks.
 */
final class FrameGate {
    /** Places for speakers that the configuration does not name, on all interfaces together. */
    static final int PLACES = 256;

    /** Frames a second of all others, for each interface, and how many of them at once. */
    static final int ALLOWANCE = 1_000;

    /** Three of the longest intervals of version 3, 40.95 s. */
    private static final long SILENCE_NANOS = Duration.ofSeconds(123).toNanos();

    /** What an advertisement says of whom it is for. */
    record Addressee(String interfaceName, AddressFamily family, VirtualRouterId vrid) {}

    private record Speaker(String interfaceName, InetAddress source) {}

    /** What is decided by; replaced as a whole. */
    private record Known(Set<Addressee> addressees, Set<InetAddress> sources) {}

    private final Ticker ticker;
    private final Map<Speaker, MonotonicInstant> speakers = new ConcurrentHashMap<>();
    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();
    private final LongAdder leftOut = new LongAdder();
    private volatile Known known = new Known(Set.of(), Set.of());

    FrameGate(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * On the loop thread.
     *
     * @param addressees the virtual routers of this node
     * @param sources of routers that the configuration names
     */
    void configured(Set<Addressee> addressees, Set<InetAddress> sources) {
        known = new Known(Set.copyOf(addressees), Set.copyOf(sources));
        allowances.keySet().removeIf(name -> addressees.stream()
                .noneMatch(addressee -> addressee.interfaceName().equals(name)));
    }

    /** A virtual router of ours has taken an advertisement; on the loop thread. */
    void taken(String interfaceName, InetAddress source, MonotonicInstant now) {
        if (known.sources.contains(source)) {
            return;
        }
        Speaker speaker = new Speaker(interfaceName, source);
        if (speakers.size() >= PLACES && !speakers.containsKey(speaker)) {
            speakers.values().removeIf(last -> now.nanosSince(last) > SILENCE_NANOS);
        }
        if (speakers.size() < PLACES || speakers.containsKey(speaker)) {
            speakers.put(speaker, now);
        }
    }

    /** Whether a frame goes on to the loop; on the capture thread of the interface. */
    boolean admits(String interfaceName, DecodeResult decoded) {
        if (decoded instanceof Accepted accepted && isOfKnown(interfaceName, accepted)) {
            return true;
        }
        return admitsStranger(interfaceName);
    }

    /** Whether a frame of somebody whom we don't know goes on; on the capture thread of the interface. */
    boolean admitsStranger(String interfaceName) {
        boolean admitted = allowances
                .computeIfAbsent(interfaceName, _ -> new Allowance(ticker.now()))
                .take(ticker.now());
        if (!admitted) {
            leftOut.increment();
        }
        return admitted;
    }

    /** How many frames were left out since the start. */
    long leftOut() {
        return leftOut.sum();
    }

    private boolean isOfKnown(String interfaceName, Accepted accepted) {
        InetAddress source = accepted.advertisement().source();
        Known present = known;
        return present.addressees.contains(new Addressee(
                        interfaceName,
                        AddressFamily.of(source),
                        accepted.advertisement().vrid()))
                && (present.sources.contains(source) || speakers.containsKey(new Speaker(interfaceName, source)));
    }

    /** Grows by {@link #ALLOWANCE} a second, up to that. */
    private static final class Allowance {
        private static final long NANOS_EACH = 1_000_000_000L / ALLOWANCE;

        /** The time up to which it has been spent. */
        private MonotonicInstant spent;

        Allowance(MonotonicInstant now) {
            spent = now.plusNanos(-NANOS_EACH * ALLOWANCE);
        }

        synchronized boolean take(MonotonicInstant now) {
            MonotonicInstant next = MonotonicInstant.later(spent, now.plusNanos(-NANOS_EACH * ALLOWANCE))
                    .plusNanos(NANOS_EACH);
            if (next.isAfter(now)) {
                return false;
            }
            spent = next;
            return true;
        }
    }
}
