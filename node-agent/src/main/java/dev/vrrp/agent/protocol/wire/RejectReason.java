package dev.vrrp.agent.protocol.wire;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a frame is not taken as an advertisement. The first that applies, in the order in which the layers are read. The last, and
 * over multicast UNKNOWN_SOURCE, are only remarked: see {@link AdvertisementCheck}.
 */
public enum RejectReason {
    /** Not Ethernet with IPv4 or IPv6 and protocol 112: another protocol, an 802.1Q tag, an IPv6 extension header. */
    NOT_VRRP,
    /** The frame ends before its own headers say so. */
    TRUNCATED,
    /** The IP header contradicts itself, or its checksum is wrong. */
    IP_HEADER,
    /** A fragment: advertisements are never fragmented. */
    FRAGMENT,
    /** TTL or hop limit is not 255: it may come from beyond the link (RFC 9568 sections 5.1.1.3 and 5.1.2.3). */
    TTL,
    /** Neither version 2 over IPv4 nor version 3; or not the version that the virtual router runs (RFC 9568 section 7.1). */
    VERSION,
    /** Not an ADVERTISEMENT (RFC 9568 section 5.2.2). */
    TYPE,
    /** No address (RFC 9568 section 5.2.5). */
    ADDRESS_COUNT,
    /** Longer than its address count says. */
    LENGTH,
    /** RFC 9568 section 5.2.8, RFC 3768 section 5.3.8. */
    CHECKSUM,
    /** VRID 0 (RFC 9568 section 5.2.3). */
    VRID_ZERO,
    /** An interval of zero (RFC 9568 section 7.1, erratum 8301). */
    INTERVAL_ZERO,
    /** No virtual router of that family and VRID runs on the interface (RFC 9568 section 7.1). */
    UNKNOWN_VRID,
    /** The sender is none of the peers. */
    UNKNOWN_SOURCE,
    /** Version 2: unknown, or not the type that the virtual router uses (RFC 3768 section 7.1). */
    AUTHENTICATION_TYPE,
    /** Version 2: the password is another (RFC 2338 section 5.3.6.2). */
    PASSWORD,
    /** Version 2: the interval is not the one that the virtual router uses (RFC 3768 section 7.1). */
    INTERVAL_MISMATCH,
    /** The addresses are not those of the virtual router (RFC 3768 section 7.1 only says MAY). */
    ADDRESS_LIST;

    private static final Set<String> ABBREVIATIONS = Set.of("IP", "TTL", "VRID", "VRRP");

    /** As users read it: INTERVAL_MISMATCH is IntervalMismatch, UNKNOWN_VRID is UnknownVRID. */
    @Override
    public String toString() {
        return Stream.of(name().split("_", -1))
                .map(word -> ABBREVIATIONS.contains(word)
                        ? word
                        : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** The name as a metric label: lower case, words joined by underscores. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
