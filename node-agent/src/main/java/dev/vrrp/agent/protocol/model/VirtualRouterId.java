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

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
