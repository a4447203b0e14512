package dev.vrrp.agent.protocol.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The checksum of RFC 1071, in two steps: sums that can be added up, and the folding at the end. */
final class InternetChecksum {
    private InternetChecksum() {}

    /** Sum of {@code length} bytes from {@code offset} as big-endian 16-bit words; an odd last byte counts as the high one. */
    static long sum(ByteBuffer bytes, int offset, int length) {
        long sum = 0;
        int end = offset + length;
        for (int i = offset; i + 1 < end; i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        if (length % 2 != 0) {
            sum += (bytes.get(end - 1) & 0xff) << 8;
        }
        return sum;
    }

    /** The pseudo-header of RFC 793 (IPv4) or RFC 8200 section 8.1 (IPv6); both have the same sum. */
    static long pseudoHeader(InetAddress source, InetAddress destination, int protocol, int length) {
        return sum(source.getAddress()) + sum(destination.getAddress()) + protocol + length;
    }

    private static long sum(byte[] address) {
        long sum = 0;
        for (int i = 0; i < address.length; i += 2) {
            sum += (address[i] & 0xff) << 8 | (address[i + 1] & 0xff);
        }
        return sum;
    }

    /** The 16 bits to write; over bytes that contain their right checksum, 0. */
    static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) (~folded & 0xffff);
    }
}
