package dev.vrrp.agent.runtime;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which cards have the settings of virtual addresses: those that a virtual router runs on, and every other that is on the same
 * LAN, as it would answer ARP for the first one's addresses. The others of the node stay as they are. On the loop thread,
 * but for the settings themselves, which are the opener's.
 */
final class CardSettings {
    private static final Logger log = LoggerFactory.getLogger(CardSettings.class);

    private final InterfaceSettings settings;
    private final Executor opener;
    /** Whether a card shares its LAN with another, by the index of each card that needs the settings. */
    private Map<Integer, Boolean> needed = Map.of();

    private boolean begun;

    CardSettings(InterfaceSettings settings, Executor opener) {
        this.settings = settings;
        this.opener = opener;
    }

    /** @param applied run on the opener's thread when the settings of {@code links} have changed */
    void adjust(Set<String> wanted, Map<String, Link> links, Runnable applied) {
        Map<Integer, Boolean> next = new HashMap<>();
        List<Link> own =
                wanted.stream().map(links::get).filter(Objects::nonNull).toList();
        for (Link link : links.values()) {
            boolean isOwn = own.contains(link);
            boolean shares = (isOwn ? links.values() : own).stream().anyMatch(link::sharesLanWith);
            if (isOwn || shares) {
                next.put(link.index(), shares);
            }
        }
        if (!begun || !next.equals(needed)) {
            begun = true;
            needed = Map.copyOf(next);
            opener.execute(() -> {
                apply(Map.copyOf(next));
                applied.run();
            });
        }
    }

    boolean sharesLan(Link link) {
        return needed.getOrDefault(link.index(), false);
    }

    private void apply(Map<Integer, Boolean> wanted) {
        wanted.forEach((index, sharesLan) -> {
            try {
                settings.prepare(index, sharesLan);
            } catch (IOException e) {
                log.warn("interface {}: {}", index, e.getMessage());
            }
        });
        Set<Integer> ended = new HashSet<>(settings.changed());
        ended.removeAll(wanted.keySet());
        for (int index : ended) {
            try {
                settings.restore(index);
            } catch (IOException e) {
                log.warn("interface {}: its settings could not be put back: {}", index, e.getMessage());
            }
        }
    }
}
