package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.AddressProbe;
import dev.vrrp.agent.protocol.wire.GratuitousArp;
import dev.vrrp.agent.protocol.wire.UnsolicitedNeighborAdvertisement;
import dev.vrrp.agent.runtime.Segments.Segment;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the neighbours where addresses are, by gratuitous ARP and unsolicited neighbour advertisements, and asks them who has one.
 * Each announcement goes over all addresses twice, and once more 200 ms later: a Master that hands over answers for 150 ms beside
 * the next one, and who has taken its answer for the right one must not stay wrong until the second announcement. An interface sends
 * {@value #BURST} such frames at once and one each half millisecond after that, the first round of everything before the second of
 * anything, since a switch that is flooded with them drops them. What is still to be sent when a virtual router gives up its
 * addresses is not sent.
 */
final class Announcer {
    private static final int LAST_ROUND = 2;
    private static final long LAST_ROUND_NANOS = 200_000_000L;

    /** Questions come last. */
    private static final int QUESTION = LAST_ROUND + 1;

    private static final int BURST = 256;
    private static final long FRAME_NANOS = 500_000L;

    /** Frames go out in lots, so that the loop is not woken for each. */
    private static final long LOT_NANOS = 5_000_000L;

    private static final Logger log = LoggerFactory.getLogger(Announcer.class);

    /** The rest of an announcement or a question, from {@code next} on; the lowest round comes first, and then who came first. */
    private record Announcement(
            VirtualRouterConfig config, List<InterfaceAddress> addresses, int round, long number, int next)
            implements Comparable<Announcement> {
        @Override
        public int compareTo(Announcement other) {
            return round != other.round ? Integer.compare(round, other.round) : Long.compare(number, other.number);
        }

        Optional<Announcement> after() {
            if (next + 1 < addresses.size()) {
                return Optional.of(new Announcement(config, addresses, round, number, next + 1));
            }
            return round + 1 < LAST_ROUND
                    ? Optional.of(new Announcement(config, addresses, round + 1, number, 0))
                    : Optional.empty();
        }
    }

    private record Later(MonotonicInstant at, Announcement announcement) {}

    /** What an interface has still to send. */
    private static final class Lane {
        private final PriorityQueue<Announcement> waiting = new PriorityQueue<>();
        /** When all of the burst is there again. */
        private MonotonicInstant full;

        Lane(MonotonicInstant now) {
            this.full = now;
        }

        /** Whether the next frame may leave now; questions leave half of the burst to announcements. */
        boolean permits(MonotonicInstant now) {
            Announcement head = waiting.peek();
            if (head == null) {
                return false;
            }
            int burst = head.round == QUESTION ? BURST / 2 : BURST;
            MonotonicInstant refilled = MonotonicInstant.later(full, now).plusNanos(FRAME_NANOS);
            if (refilled.nanosSince(now) > burst * FRAME_NANOS) {
                return false;
            }
            full = refilled;
            return true;
        }
    }

    private final SegmentTable segments;
    private final Map<String, Link> links;
    private final Map<String, Lane> lanes = new HashMap<>();
    /** The last rounds, in the order in which they are due. */
    private final Deque<Later> lastRounds = new ArrayDeque<>();

    private long numbers;
    private Optional<MonotonicInstant> next = Optional.empty();

    Announcer(SegmentTable segments, Map<String, Link> links) {
        this.segments = segments;
        this.links = links;
    }

    /** All addresses of {@code config}, in place of what it has still to announce. */
    void announce(VirtualRouterConfig config, MonotonicInstant now) {
        cancel(config.name());
        announce(config, config.addresses(), now);
    }

    /** Some addresses of {@code config}, beside what it has still to announce. */
    void announce(VirtualRouterConfig config, List<InterfaceAddress> addresses, MonotonicInstant now) {
        add(new Announcement(config, addresses, 0, numbers++, 0), now);
        lastRounds.add(new Later(
                now.plusNanos(LAST_ROUND_NANOS), new Announcement(config, addresses, LAST_ROUND, numbers++, 0)));
    }

    /** Who has these addresses of {@code config}? Whether we have them is not said. */
    void ask(VirtualRouterConfig config, List<InterfaceAddress> addresses, MonotonicInstant now) {
        add(new Announcement(config, addresses, QUESTION, numbers++, 0), now);
    }

    private void add(Announcement announcement, MonotonicInstant now) {
        lanes.computeIfAbsent(announcement.config.interfaceName(), _ -> new Lane(now))
                .waiting
                .add(announcement);
        next = Optional.of(now);
    }

    /** The virtual router has nothing to announce any more. */
    void cancel(String router) {
        lanes.values()
                .forEach(lane ->
                        lane.waiting.removeIf(waiting -> waiting.config.name().equals(router)));
        lastRounds.removeIf(later -> later.announcement.config.name().equals(router));
    }

    /** Sends what may be sent. */
    void settle(MonotonicInstant now) {
        while (!lastRounds.isEmpty() && !lastRounds.getFirst().at.isAfter(now)) {
            add(lastRounds.removeFirst().announcement, now);
        }
        if (next.isEmpty() || now.isBefore(next.get())) {
            return;
        }
        boolean rest = false;
        for (Iterator<Lane> i = lanes.values().iterator(); i.hasNext(); ) {
            Lane lane = i.next();
            while (lane.permits(now)) {
                send(lane.waiting.remove()).ifPresent(lane.waiting::add);
            }
            rest |= !lane.waiting.isEmpty();
            if (lane.waiting.isEmpty() && !lane.full.isAfter(now)) {
                i.remove();
            }
        }
        next = rest ? Optional.of(now.plusNanos(LOT_NANOS)) : Optional.empty();
    }

    /** When {@link #settle} is to be called next; empty: there is nothing to send. */
    Optional<MonotonicInstant> nextDeadline() {
        if (lastRounds.isEmpty()) {
            return next;
        }
        MonotonicInstant last = lastRounds.getFirst().at;
        return Optional.of(next.isEmpty() ? last : MonotonicInstant.earlier(next.get(), last));
    }

    /** Sends one frame and returns the rest; nothing is left where nothing can be sent. */
    private Optional<Announcement> send(Announcement announcement) {
        VirtualRouterConfig config = announcement.config;
        Link card = links.get(config.interfaceName());
        Optional<Segment> segment = segments.segment(config.interfaceName());
        if (card == null || segment.isEmpty()) {
            return Optional.empty();
        }
        try {
            InetAddress address = announcement.addresses.get(announcement.next).address();
            segment.get()
                    .send(
                            announcement.round == QUESTION
                                    ? AddressProbe.encode(address, card.mac())
                                    : frame(address, AddressCarriers.mac(config, card)));
            return announcement.after();
        } catch (IOException e) {
            log.warn("{}: its addresses are not announced: {}", config.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] frame(InetAddress address, long mac) {
        return address instanceof Inet4Address ipv4
                ? GratuitousArp.encode(ipv4, mac)
                : UnsolicitedNeighborAdvertisement.encode((Inet6Address) address, mac);
    }
}
