package dev.vrrp.operator.plan;

import dev.vrrp.api.v1alpha1.AddressFamily;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address as an interface carries it: with the length of its network prefix.
 *
 * @param text as the user or the agent wrote it, the prefix length added where there was none
 */
record InterfaceAddress(InetAddress address, int prefixLength, String text) {
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    /** Reads {@code 192.168.1.111/24}; without a length it is 32 or 128. Empty if it is no address. */
    static Optional<InterfaceAddress> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = parseAddress(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int bits = address.get().getAddress().length * 8;
        if (slash < 0) {
            return Optional.of(new InterfaceAddress(address.get(), bits, text + "/" + bits));
        }
        String length = text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > bits) {
            return Optional.empty();
        }
        return Optional.of(new InterfaceAddress(address.get(), Integer.parseInt(length), text));
    }

    /** Reads an address without a prefix length. Empty if it is none; IPv4 inside IPv6 and zones are none. */
    static Optional<InetAddress> parseAddress(String text) {
        try {
            if (IPV4.matcher(text).matches()) {
                return Optional.of(Inet4Address.ofLiteral(text));
            }
            if (IPV6.matcher(text).matches() && Inet6Address.ofLiteral(text) instanceof Inet6Address address) {
                return Optional.of(address);
            }
            return Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    AddressFamily family() {
        return address instanceof Inet4Address ? AddressFamily.IPv4 : AddressFamily.IPv6;
    }

    Subnet subnet() {
        return Subnet.of(address, prefixLength);
    }

    /** Whether the prefix says more than the address itself. */
    boolean hasSubnet() {
        return prefixLength < address.getAddress().length * 8;
    }

    /** Whether a host can hold it. */
    boolean isHostAddress() {
        byte[] bytes = address.getAddress();
        boolean broadcast = bytes.length == 4 && bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !broadcast;
    }

    /** Whether it names a network: no host bit is set, where the network has more than two addresses. */
    boolean isNetwork() {
        return prefixLength < address.getAddress().length * 8 - 1
                && subnet().network().equals(address);
    }
}
