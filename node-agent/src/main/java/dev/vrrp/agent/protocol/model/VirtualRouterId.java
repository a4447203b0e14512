package dev.vrrp.agent.protocol.model;

/** Virtual Router Identifier, 1 to 255 (RFC 9568 section 5.2.3). */
public record VirtualRouterId(int value) {
    public VirtualRouterId {
        if (value < 1 || value > 255) {
            throw new IllegalArgumentException("vrid " + value + " is out of range: 1 to 255");
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
