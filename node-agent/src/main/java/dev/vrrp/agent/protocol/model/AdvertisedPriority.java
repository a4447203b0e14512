package dev.vrrp.agent.protocol.model;

/** The Priority field of an advertisement (RFC 9568 section 5.2.4): three meanings, three types. */
public sealed interface AdvertisedPriority permits Priority, Resignation, AddressOwner {
    /** The octet on the wire, 0 to 255. */
    int wireValue();

    /** What the octet {@code wireValue} means; all 256 values mean something. */
    static AdvertisedPriority of(int wireValue) {
        return switch (wireValue) {
            case 0 -> new Resignation();
            case 255 -> new AddressOwner();
            default -> new Priority(wireValue);
        };
    }
}
