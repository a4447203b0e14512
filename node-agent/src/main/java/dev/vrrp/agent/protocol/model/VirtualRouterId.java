package dev.vrrp.agent.protocol.model;

/** Virtual Router Identifier, 1 to 255 (RFC 9568 section 5.2.3). */
public record VirtualRouterId(int value) {
    public VirtualRouterId {
        if (value < 1 || value > 255) {
            throw new IllegalArgumentException("vrid " + value + " is out of range: 1 to 255");
        }
    }

    /**
     * The link-local address of the virtual router where the user gave none: the interface identifier that its MAC address,
     * 00:00:5e:00:02:VRID, makes (RFC 4291 appendix A). The same on every router, and of no other virtual router of the link.
     * RFC 9568 section 7.4 forbids that identifier for the routers' own addresses, so none of them has this one.
     */
    public InterfaceAddress linkLocalAddress() {
        return InterfaceAddress.parse("fe80::200:5eff:fe00:2%02x/64".formatted(value));
    }

    /** The MAC address of the virtual router, 6 bytes as a number: RFC 9568 section 7.3, over IPv4 also RFC 3768 section 7.3. */
    public long mac(AddressFamily family) {
        return switch (family) {
            case IPV4 -> 0x0000_5e00_0100L | value;
            case IPV6 -> 0x0000_5e00_0200L | value;
        };
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
