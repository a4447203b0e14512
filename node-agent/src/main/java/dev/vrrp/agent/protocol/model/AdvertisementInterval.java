package dev.vrrp.agent.protocol.model;

import java.time.Duration;

/**
 * Time between two advertisements, in nanoseconds. Version 3 carries 1 to 4095 centiseconds (RFC 9568 section 5.2.7), version
 * 2 carries 1 to 255 seconds (RFC 3768 section 5.3.7).
 */
public record AdvertisementInterval(long nanos) {
    private static final long CENTISECOND_NANOS = 10_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    public AdvertisementInterval {
        if (nanos < CENTISECOND_NANOS || nanos > 255 * SECOND_NANOS || nanos % CENTISECOND_NANOS != 0) {
            throw new IllegalArgumentException(
                    "advertisement interval of " + nanos + " ns is out of range: 10 ms to 255 s in steps of 10 ms");
        }
    }

    public static AdvertisementInterval of(Duration duration) {
        return new AdvertisementInterval(duration.toNanos());
    }

    /** From 1 to 4095 centiseconds, the unit of version 3. */
    public static AdvertisementInterval ofCentiseconds(int centiseconds) {
        return new AdvertisementInterval(centiseconds * CENTISECOND_NANOS);
    }

    /** From 1 to 255 seconds, the unit of version 2. */
    public static AdvertisementInterval ofSeconds(int seconds) {
        return new AdvertisementInterval(seconds * SECOND_NANOS);
    }

    public int centiseconds() {
        return (int) (nanos / CENTISECOND_NANOS);
    }

    public int seconds() {
        return (int) (nanos / SECOND_NANOS);
    }

    /** Whether {@code version} can carry this interval. */
    public boolean fits(ProtocolVersion version) {
        return switch (version) {
            case V2 -> nanos % SECOND_NANOS == 0;
            case V3 -> nanos <= 4095 * CENTISECOND_NANOS;
        };
    }

    public Duration toDuration() {
        return Duration.ofNanos(nanos);
    }
}
