package dev.vrrp.agent.protocol.model;

import java.util.HexFormat;

/**
 * The hardware address of an interface, as people write it.
 *
 * @param number its 6 bytes as a number
 */
public record MacAddress(long number) {
    private static final int DIGITS = 12;

    /** In lower case with colons. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(number, DIGITS).replaceAll("(..)(?!$)", "$1:");
    }
}
