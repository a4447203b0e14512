package dev.vrrp.agent.protocol.model;

import java.net.InetAddress;

/** An address as an interface carries it, with its prefix length: 0 to 32 (IPv4) or 0 to 128 (IPv6). */
public record InterfaceAddress(InetAddress address, int prefixLength) {
    public InterfaceAddress {
        int longest = address.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > longest) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + address.getHostAddress()
                    + " is out of range: 0 to " + longest);
        }
    }

    /**
     * Reads 192.168.1.111/24 or 2001:db8::111/64; without a prefix length the address stands alone, /32 or /128.
     *
     * @throws IllegalArgumentException if {@code text} is no literal address with an optional prefix length
     */
    public static InterfaceAddress parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int longest = address.getAddress().length * 8;
        return new InterfaceAddress(address, slash < 0 ? longest : Integer.parseInt(text.substring(slash + 1)));
    }

    public AddressFamily family() {
        return AddressFamily.of(address);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
