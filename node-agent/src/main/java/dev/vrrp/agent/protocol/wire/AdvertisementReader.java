package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.wire.DecodeResult.Accepted;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one interface, what is said again and again only once: a Master repeats itself to the byte, but for the
 * identification of its IPv4 packets and the header checksum with it. Of each family and VRID the last is remembered.
 */
public final class AdvertisementReader {
    private static final int VRIDS = 256;
    private static final int IPV4_VRID = EthernetHeader.BYTES + Ipv4Header.BYTES + VrrpMessage.VRID;
    private static final int IPV6_VRID = EthernetHeader.BYTES + Ipv6Header.BYTES + VrrpMessage.VRID;

    /** IPv4 in the first half, IPv6 in the second; a wrong place costs the time to read again, nothing else. */
    private final byte[][] frames = new byte[2 * VRIDS][0];
    /** What each of the frames was read as. */
    private final @Nullable Accepted[] readings = new Accepted[2 * VRIDS];

    /**
     * As {@link AdvertisementDecoder#decode}, except that the identification in the envelope may be that of an earlier packet
     * which said the same. {@code frame} is kept and must not be changed any more.
     */
    public DecodeResult read(byte[] frame) {
        boolean ipv4 = EthernetHeader.isIpv4(frame);
        int vrid = ipv4 ? IPV4_VRID : IPV6_VRID;
        if (frame.length <= vrid) {
            return AdvertisementDecoder.decode(frame);
        }
        int place = (ipv4 ? 0 : VRIDS) + (frame[vrid] & 0xff);
        Accepted earlier = readings[place];
        if (earlier != null && isRepetition(frame, frames[place], ipv4)) {
            return earlier;
        }
        DecodeResult result = AdvertisementDecoder.decode(frame);
        if (result instanceof Accepted accepted) {
            frames[place] = frame;
            readings[place] = accepted;
        }
        return result;
    }

    private static boolean isRepetition(byte[] frame, byte[] earlier, boolean ipv4) {
        return ipv4
                ? Ipv4Header.isSameButIdentification(frame, earlier, EthernetHeader.BYTES)
                : Arrays.equals(frame, earlier);
    }
}
