package dev.vrrp.agent.protocol.wire;

import java.nio.ByteBuffer;

/** Reads advertisements from whole Ethernet frames. */
public final class AdvertisementDecoder {
    private AdvertisementDecoder() {}

    /** Reads {@code frame}, from its Ethernet header on; padding at its end is tolerated. Never throws, whatever the bytes. */
    public static DecodeResult decode(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        if (frame.length < EthernetHeader.BYTES) {
            return new DecodeResult.Rejected(RejectReason.TRUNCATED, 0, null);
        }
        IpHeader header =
                switch (EthernetHeader.type(buffer)) {
                    case EthernetHeader.TYPE_IPV4 -> Ipv4Header.read(buffer, EthernetHeader.BYTES);
                    case EthernetHeader.TYPE_IPV6 -> Ipv6Header.read(buffer, EthernetHeader.BYTES);
                    default -> new IpHeader.Refused(RejectReason.NOT_VRRP, null);
                };
        return switch (header) {
            case IpHeader.Refused refused -> new DecodeResult.Rejected(refused.reason(), 0, refused.source());
            case IpHeader.Carried carried -> VrrpMessage.read(buffer, carried);
        };
    }
}
