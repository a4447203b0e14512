package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.ProtocolVersion;

/** The formulas of RFC 9568 section 6.1 and RFC 3768 section 6.1, and the times that are ours; all in nanoseconds. */
public final class Timers {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** No extra advertisement sooner after another than the shortest interval that the protocol knows. */
    static final long SHORTEST_INTERVAL_NANOS = 10_000_000L;

    /** The second announcement follows the first after 5 s, as keepalived's garp_master_delay. */
    static final long SECOND_ANNOUNCEMENT_NANOS = 5 * SECOND_NANOS;

    /** From then on each minute, so that a neighbour that missed both is not lost for long. */
    static final long ANNOUNCEMENT_REFRESH_NANOS = 60 * SECOND_NANOS;

    /** Announcements that others provoke come no faster than this. */
    static final long PROVOKED_ANNOUNCEMENT_NANOS = SECOND_NANOS;

    /** What a resigned Master grants its successor beyond the skew time, for delays on the way. */
    static final long RELEASE_MARGIN_NANOS = 100_000_000L;

    /**
     * How long it goes on answering when its successor is heard: that one has spoken before it has the addresses, and before the
     * neighbours know (keepalived: 16 ms later; a Java program that does it for the first time, on a node that is busy: up to 100 ms).
     */
    static final long HANDOVER_NANOS = 150_000_000L;

    /** Advertisements that follow the first one of a longer interval at the pace of the shorter: as many as a Backup may miss. */
    static final int SLOWING_ADVERTISEMENTS = 3;

    /** No timer of a running process is later than this (measured: 5 ms, seldom 14); it may have been frozen. */
    private static final long LATE_WAKE_UP_NANOS = 10_000_000L;

    /** Enough for what waits in the buffers of a process that runs again to be read. */
    static final long READING_ON_NANOS = 50_000_000L;

    private Timers() {}

    /**
     * Skew_Time: (256 - priority) / 256 of the Master's interval in version 3, of a second in version 2. In nanoseconds, since
     * in whole centiseconds priorities 100 and 101 wake together at 1 s.
     */
    public static long skewNanos(ProtocolVersion version, Priority priority, AdvertisementInterval masterInterval) {
        long base =
                switch (version) {
                    case V2 -> SECOND_NANOS;
                    case V3 -> masterInterval.nanos();
                };
        return (256 - priority.value()) * base / 256;
    }

    /** Master_Down_Interval: three of the Master's intervals and the skew time. */
    public static long masterDownNanos(
            ProtocolVersion version, Priority priority, AdvertisementInterval masterInterval) {
        return 3 * masterInterval.nanos() + skewNanos(version, priority, masterInterval);
    }

    /** From its last advertisement on, how long a Master can be sure that no Backup has taken over: three intervals. */
    public static long safeSilenceNanos(AdvertisementInterval interval) {
        return 3 * interval.nanos();
    }

    static boolean isLateWakeUp(MonotonicInstant due, MonotonicInstant now) {
        return now.nanosSince(due) > LATE_WAKE_UP_NANOS;
    }

    /** How long a resigned Master waits for the next one: the longest skew time, and a margin. */
    static long releaseNanos(ProtocolVersion version, AdvertisementInterval interval) {
        return skewNanos(version, new Priority(1), interval) + RELEASE_MARGIN_NANOS;
    }
}
