package dev.vrrp.agent.kernel.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads struct ifaddrmsg and its attributes. */
final class AddressDecoder {
    private static final int IFADDRMSG_BYTES = 8;

    private AddressDecoder() {}

    /** Empty for another family than IPv4 and IPv6. */
    static Optional<KernelAddress> decode(ByteBuffer payload) throws MalformedException {
        ByteBuffer fixed = Bytes.slice(payload, 0, IFADDRMSG_BYTES, "ifaddrmsg");
        int family = Byte.toUnsignedInt(fixed.get(0));
        if (family != Rtnetlink.AF_INET && family != Rtnetlink.AF_INET6) {
            return Optional.empty();
        }
        int index = fixed.getInt(4);
        int prefixLength = Byte.toUnsignedInt(fixed.get(1));
        int addressBytes = family == Rtnetlink.AF_INET ? 4 : 16;
        if (index <= 0 || prefixLength > addressBytes * 8) {
            throw new MalformedException("address with prefix length " + prefixLength + " on interface index " + index);
        }
        Attributes attributes = Attributes.parse(Bytes.from(payload, IFADDRMSG_BYTES, "address attributes"));
        // IFA_ADDRESS is the peer's where there is one; IPv6 has no IFA_LOCAL otherwise
        ByteBuffer local = attributes
                .find(Rtnetlink.IFA_LOCAL)
                .or(() -> attributes.find(Rtnetlink.IFA_ADDRESS))
                .orElseThrow(() -> new MalformedException("address message without address"));
        return Optional.of(new KernelAddress(
                index,
                address(local, addressBytes),
                prefixLength,
                attributes.s32(Rtnetlink.IFA_FLAGS).orElse(Byte.toUnsignedInt(fixed.get(2))),
                attributes.u8(Rtnetlink.IFA_PROTO).orElse(0),
                attributes.u32At(Rtnetlink.IFA_CACHEINFO, 4).orElse(KernelAddress.FOREVER)));
    }

    private static InetAddress address(ByteBuffer value, int length) throws MalformedException {
        if (value.limit() != length) {
            throw new MalformedException("address of " + value.limit() + " bytes, not " + length);
        }
        byte[] bytes = new byte[length];
        value.get(0, bytes);
        try {
            // Inet6Address itself: InetAddress.getByAddress would turn ::ffff:192.0.2.1 into an IPv4 address
            return length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new MalformedException("address of " + length + " bytes");
        }
    }
}
