package dev.vrrp.operator.plan;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An IP network: its first address, and how many leading bits name it. */
record Subnet(InetAddress network, int prefixLength) {
    /** The network of {@code address}; {@code prefixLength} is 0 to 32 or 128. */
    static Subnet of(InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        for (int bit = prefixLength; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >>> bit % 8);
        }
        try {
            return new Subnet(InetAddress.getByAddress(bytes), prefixLength);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Its last address. */
    byte[] last() {
        byte[] bytes = network.getAddress();
        for (int bit = prefixLength; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] |= (byte) (0x80 >>> bit % 8);
        }
        return bytes;
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] prefix = network.getAddress();
        int whole = prefixLength / 8;
        int mask = (0xff00 >> (prefixLength % 8)) & 0xff;
        return bytes.length == prefix.length
                && Arrays.equals(bytes, 0, whole, prefix, 0, whole)
                && (mask == 0 || (bytes[whole] & mask) == (prefix[whole] & mask));
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
