package dev.vrrp.agent.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out which Events say again what one lately said, the last {@value #MOST} of them: that one then gets a count. */
final class RepeatedEvents {
    private static final int MOST = 512;
    private static final Duration RECENT = Duration.ofMinutes(10);

    /**
     * An Event that was told.
     *
     * @param name of the one that the API server has
     * @param count how often it was told
     */
    record Told(String name, int count, Instant last) {}

    private final Map<List<String>, Told> told = new LinkedHashMap<>();

    /**
     * Tells something, which is new if its count is 1.
     *
     * @param what is the same if it is told again
     * @param name that the Event gets if it is new
     */
    Told tell(List<String> what, String name, Instant at) {
        Told before = told.remove(what);
        Told next = before != null && Duration.between(before.last(), at).compareTo(RECENT) < 0
                ? new Told(before.name(), before.count() + 1, at)
                : new Told(name, 1, at);
        told.put(what, next);
        if (told.size() > MOST) {
            told.remove(told.keySet().iterator().next());
        }
        return next;
    }

    /** The API server has forgotten it. */
    void forget(List<String> what) {
        told.remove(what);
    }
}
