package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.wire.GratuitousArp;
import dev.vrrp.agent.runtime.Segments.FrameListener;
import dev.vrrp.agent.runtime.Segments.Segment;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments that are in use, by the name of their interface. Opening takes a tenth of a second, so it is done on another
 * thread; the outcome comes back through the loop. An interface that was deleted and made again has another index and is
 * opened again; so is one that carries longer frames than when it was opened.
 */
final class SegmentTable {
    private static final Logger log = LoggerFactory.getLogger(SegmentTable.class);

    private final Segments segments;
    private final InterfaceSettings settings;
    private final CardSettings cards;
    private final Executor opener;
    /** Runs a task on the loop thread. */
    private final Executor loop;
    /** Makes what takes the frames of an interface. */
    private final Function<String, Reception> receptions;
    /** Told the interface whose segment was opened, refused or lost; on the loop thread. */
    private final Consumer<String> changed;

    private final Map<String, Entry> entries = new HashMap<>();

    SegmentTable(
            Segments segments,
            InterfaceSettings settings,
            Executor opener,
            Executor loop,
            Function<String, Reception> receptions,
            Consumer<String> changed) {
        this.segments = segments;
        this.settings = settings;
        this.cards = new CardSettings(settings, opener);
        this.opener = opener;
        this.loop = loop;
        this.receptions = receptions;
        this.changed = changed;
    }

    /** Opens and closes, so that what is open is what is wanted and exists. Refused ones are tried again. */
    void adjust(Set<String> wanted, Map<String, Link> links) {
        for (Iterator<Map.Entry<String, Entry>> i = entries.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<String, Entry> present = i.next();
            Link link = links.get(present.getKey());
            Entry entry = present.getValue();
            boolean stays = wanted.contains(present.getKey())
                    && link != null
                    && link.index() == entry.link.index()
                    && (entry.link.isJumbo() || !link.isJumbo());
            if (!stays || entry.refusal != null) {
                entry.close();
                i.remove();
            }
        }
        cards.adjust(wanted, links, () -> loop.execute(() -> announceCards(links)));
        Set<String> missing = new HashSet<>(wanted);
        missing.removeAll(entries.keySet());
        for (String name : missing) {
            Link link = links.get(name);
            if (link != null) {
                Entry entry = new Entry(link);
                entries.put(name, entry);
                boolean sharesLan = cards.sharesLan(link);
                opener.execute(() -> entry.open(sharesLan));
            }
        }
    }

    Optional<Segment> segment(String interfaceName) {
        return Optional.ofNullable(entries.get(interfaceName)).flatMap(entry -> Optional.ofNullable(entry.segment));
    }

    /** Whether the outcome of opening it is still to come. */
    boolean isOpening(String interfaceName) {
        Entry entry = entries.get(interfaceName);
        return entry != null && entry.segment == null && entry.refusal == null;
    }

    /** Why an existing interface can't be used. */
    Optional<String> refusal(String interfaceName) {
        return Optional.ofNullable(entries.get(interfaceName)).flatMap(entry -> Optional.ofNullable(entry.refusal));
    }

    boolean hasRefusals() {
        return entries.values().stream().anyMatch(entry -> entry.refusal != null);
    }

    void closeAll() {
        entries.values().forEach(Entry::close);
        entries.clear();
        cards.adjust(Set.of(), Map.of(), () -> {});
    }

    private void announceCards(Map<String, Link> links) {
        entries.forEach((name, entry) -> {
            Link link = links.get(name);
            if (link != null) {
                entry.announce(link);
            }
        });
    }

    /** One interface; its fields belong to the loop thread. */
    private final class Entry implements FrameListener {
        private final Link link;
        private final Reception reception;
        private @Nullable Segment segment;
        private @Nullable String refusal;
        private boolean closed;

        Entry(Link link) {
            this.link = link;
            this.reception = receptions.apply(link.name());
        }

        /** On the opener's thread. */
        void open(boolean sharesLan) {
            try {
                settings.prepare(link.index(), sharesLan);
                Segment opened = segments.open(link, this);
                loop.execute(() -> {
                    if (closed) {
                        opened.close();
                    } else {
                        segment = opened;
                        announce(link);
                        changed.accept(link.name());
                    }
                });
            } catch (IOException e) {
                failed(e);
            }
        }

        @Override
        public void received(byte[] frame) {
            reception.captured(frame);
        }

        @Override
        public void failed(IOException reason) {
            loop.execute(() -> {
                if (!closed) {
                    log.warn("interface {}: {}", link.name(), reason.getMessage());
                    closeSegment();
                    refusal = String.valueOf(reason.getMessage());
                    changed.accept(link.name());
                }
            });
        }

        /**
         * Tells the LAN the card's own addresses where another card of the node has answered for them until now: a neighbour
         * that took that one's MAC address would send its unicast where this segment does not hear it.
         */
        void announce(Link present) {
            if (segment == null || present.index() != link.index() || !cards.sharesLan(present)) {
                return;
            }
            for (InterfaceAddress own : present.addresses()) {
                if (own.address() instanceof Inet4Address address) {
                    try {
                        segment.send(GratuitousArp.encode(address, present.mac()));
                    } catch (IOException e) {
                        log.warn("interface {}: {}", present.name(), e.getMessage());
                    }
                }
            }
        }

        void close() {
            closed = true;
            closeSegment();
        }

        private void closeSegment() {
            if (segment != null) {
                segment.close();
                segment = null;
            }
        }
    }
}
