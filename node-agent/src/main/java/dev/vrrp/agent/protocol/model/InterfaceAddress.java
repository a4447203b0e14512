package dev.vrrp.agent.protocol.model;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/** An address as an interface carries it, with its prefix length: 0 to 32 (IPv4) or 0 to 128 (IPv6). */
public record InterfaceAddress(InetAddress address, int prefixLength) {
    private static final int GROUPS = 8;

    public InterfaceAddress {
        int longest = address.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > longest) {
            throw new IllegalArgumentException(
                    "prefix length " + prefixLength + " of " + text(address) + " is out of range: 0 to " + longest);
        }
    }

    /**
     * Reads 192.168.1.111/24 or 2001:db8::111/64; without a prefix length the address stands alone, /32 or /128.
     *
     * @throws IllegalArgumentException if {@code text} is no literal address with an optional prefix length
     */
    public static InterfaceAddress parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = InetAddress.ofLiteral(literal);
        // ofLiteral takes 10.1 for 10.0.0.1, ::ffff:10.0.0.1 for an IPv4 address, and the name of an interface behind a
        // %
        boolean ambiguous =
                address instanceof Inet4Address ? !literal.equals(address.getHostAddress()) : literal.indexOf('%') >= 0;
        if (ambiguous) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is ambiguous: write an address such as 192.168.1.111/24 or 2001:db8::111/64");
        }
        return new InterfaceAddress(
                address, slash < 0 ? address.getAddress().length * 8 : prefixLength(text.substring(slash + 1)));
    }

    private static int prefixLength(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("prefix length \"" + text + "\" is no number", e);
        }
    }

    public AddressFamily family() {
        return AddressFamily.of(address);
    }

    /** Whether {@code other} gives an interface the same connected subnet: equal prefixes of equal length. */
    public boolean sharesSubnetWith(InterfaceAddress other) {
        if (family() != other.family() || prefixLength != other.prefixLength) {
            return false;
        }
        byte[] bytes = address.getAddress();
        byte[] others = other.address.getAddress();
        int whole = prefixLength / Byte.SIZE;
        int rest = prefixLength % Byte.SIZE;
        return Arrays.equals(bytes, 0, whole, others, 0, whole)
                && (rest == 0 || ((bytes[whole] ^ others[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0);
    }

    /** {@code address} without a zone; IPv6 by RFC 5952 section 4: lower case, the longest run of zero groups as "::". */
    public static String text(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        if (length < 2) {
            return joined(groups, 0, GROUPS);
        }
        return joined(groups, 0, start) + "::" + joined(groups, start + length, GROUPS);
    }

    private static int zeros(int[] groups, int from) {
        int end = from;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }

    private static String joined(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return text(address) + "/" + prefixLength;
    }
}
