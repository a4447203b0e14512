package dev.vrrp.agent.fuzz;

import dev.vrrp.agent.protocol.wire.AdvertisementDecoder;
import dev.vrrp.agent.protocol.wire.AdvertisementEncoder;
import dev.vrrp.agent.protocol.wire.AdvertisementReader;
import dev.vrrp.agent.protocol.wire.DecodeResult;
import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import dev.vrrp.agent.protocol.wire.DecodeResult.Rejected;
import dev.vrrp.agent.protocol.wire.NeighborClaim;
import java.nio.ByteBuffer;

/** VRRP in IP in Ethernet, as a segment delivers it. */
public final class AdvertisementTarget {
    private static final int ETHERNET_BYTES = 14;
    private static final int TYPE = 12;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = (short) 0x86dd;
    private static final int IPV4_BYTES = 20;
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV6_BYTES = 40;
    private static final int PROTOCOL_VRRP = 112;
    private static final int VRRP_CHECKSUM = 6;

    private static final AdvertisementReader READER = new AdvertisementReader();

    private AdvertisementTarget() {}

    /** Each input as it is, and with checksums put right, which no mutation would ever come upon. */
    public static void fuzzerTestOneInput(byte[] input) {
        check(input);
        check(withChecksums(input));
    }

    private static void check(byte[] frame) {
        // an IPv4 address of 4 bytes takes about 100
        DecodeResult result = Bounded.decoded(() -> AdvertisementDecoder.decode(frame), 2_000 + 30L * frame.length);
        Bounded.decoded(() -> NeighborClaim.decode(frame), 2_000);
        checkReader(frame, result);
        switch (result) {
            case Accepted accepted -> {
                byte[] again = AdvertisementEncoder.encode(
                        accepted.advertisement(), accepted.authentication(), accepted.checksum(), accepted.envelope());
                if (!AdvertisementDecoder.decode(again).equals(accepted)) {
                    throw new AssertionError(accepted + " is read back as " + AdvertisementDecoder.decode(again));
                }
            }
            case Rejected rejected -> {
                if (rejected.vrid().orElse(1) > 255) {
                    throw new AssertionError(rejected);
                }
            }
        }
    }

    /** The reader remembers what an earlier input was read as. */
    private static void checkReader(byte[] frame, DecodeResult result) {
        DecodeResult read = READER.read(frame);
        boolean same = read.equals(result);
        if (read instanceof Accepted one && result instanceof Accepted other) {
            same = one.advertisement().equals(other.advertisement())
                    && one.authentication().equals(other.authentication())
                    && one.checksum() == other.checksum();
        }
        if (!same) {
            throw new AssertionError(result + " is taken for " + read);
        }
    }

    private static byte[] withChecksums(byte[] input) {
        ByteBuffer frame = ByteBuffer.wrap(input.clone());
        if (frame.limit() > ETHERNET_BYTES + IPV4_BYTES && frame.getShort(TYPE) == TYPE_IPV4) {
            int message = ETHERNET_BYTES + (frame.get(ETHERNET_BYTES) & 0xf) * 4;
            int end = ETHERNET_BYTES + Short.toUnsignedInt(frame.getShort(ETHERNET_BYTES + 2));
            putChecksum(frame, ETHERNET_BYTES, message, IPV4_CHECKSUM, 0);
            putChecksum(frame, message, end, VRRP_CHECKSUM, 0);
        } else if (frame.limit() > ETHERNET_BYTES + IPV6_BYTES && frame.getShort(TYPE) == TYPE_IPV6) {
            int message = ETHERNET_BYTES + IPV6_BYTES;
            int length = Short.toUnsignedInt(frame.getShort(ETHERNET_BYTES + 4));
            int pseudoHeader = sum(frame, ETHERNET_BYTES + 8, message) + PROTOCOL_VRRP + length;
            putChecksum(frame, message, message + length, VRRP_CHECKSUM, pseudoHeader);
        }
        return frame.array();
    }

    /** RFC 1071, written anew, so that it is a second opinion; nothing is done where the bytes end before. */
    private static void putChecksum(ByteBuffer bytes, int start, int end, int offset, int pseudoHeader) {
        if (start + offset + 2 <= end && end <= bytes.limit()) {
            bytes.putShort(start + offset, (short) 0);
            bytes.putShort(start + offset, (short) ~((sum(bytes, start, end) + pseudoHeader) % 0xffff));
        }
    }

    private static int sum(ByteBuffer bytes, int start, int end) {
        int sum = 0;
        for (int i = start; i < end; i++) {
            sum += (bytes.get(i) & 0xff) << ((i - start) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }
}
