package dev.vrrp.e2e.scenario;

import java.time.Duration;

/** How long things may take. */
final class Bounds {
    /** For processes to start and to agree, on a machine that has much else to do: nothing is promised in it. */
    static final Duration CONVERGENCE = Duration.ofSeconds(30);

    /** For what the API server tells to follow what happens on the LAN, on such a machine. */
    static final Duration REPORT = Duration.ofSeconds(30);

    /** The priority that the operator gives to the best of the nodes that it ranks. */
    static final int BEST_RANKED = 250;

    private static final Duration ADVERTISEMENT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private Bounds() {}

    /**
     * Until a backup with {@code priority} has taken over from a master that fell silent, at an interval of 1 s: the
     * master down interval of RFC 3768 section 6.1, 3 × interval + (256 − priority) / 256 s, and 1 s.
     */
    static Duration takeover(int priority) {
        return ADVERTISEMENT_INTERVAL
                .multipliedBy(3)
                .plus(Duration.ofSeconds(256 - priority).dividedBy(256))
                .plus(TOLERANCE);
    }
}
