package dev.vrrp.agent.kernel.netlink;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads struct ifinfomsg and its attributes. */
final class LinkDecoder {
    private static final int IFINFOMSG_BYTES = 16;
    private static final int MAC_BYTES = 6;

    private LinkDecoder() {}

    /**
     * Empty for another family than AF_UNSPEC: notifications of a bridge about its ports come as RTM_NEWLINK too, with
     * attributes of another shape under the same numbers.
     */
    static Optional<KernelLink> decode(ByteBuffer payload) throws MalformedException {
        ByteBuffer fixed = Bytes.slice(payload, 0, IFINFOMSG_BYTES, "ifinfomsg");
        if (fixed.get(0) != Rtnetlink.AF_UNSPEC) {
            return Optional.empty();
        }
        int index = fixed.getInt(4);
        if (index <= 0) {
            throw new MalformedException("interface index " + index);
        }
        Attributes attributes = Attributes.parse(Bytes.from(payload, IFINFOMSG_BYTES, "link attributes"));
        Optional<Attributes> info = attributes.nested(Rtnetlink.IFLA_LINKINFO);
        return Optional.of(new KernelLink(
                index,
                attributes.text(Rtnetlink.IFLA_IFNAME).orElse(""),
                fixed.getInt(8),
                attributes.find(Rtnetlink.IFLA_ADDRESS).map(LinkDecoder::mac).orElse(0L),
                Math.max(0, attributes.s32(Rtnetlink.IFLA_MTU).orElse(0)),
                attributes.s32(Rtnetlink.IFLA_MASTER).orElse(0),
                info.flatMap(of -> of.text(Rtnetlink.IFLA_INFO_SLAVE_KIND)).orElse(""),
                ipv4Settings(attributes)));
    }

    private static long mac(ByteBuffer value) {
        if (value.limit() != MAC_BYTES) {
            return 0;
        }
        long mac = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            mac = mac << 8 | Byte.toUnsignedLong(value.get(i));
        }
        return mac;
    }

    /** IFLA_AF_SPEC > AF_INET > IFLA_INET_CONF: an array of u32, the first of which is number 1. */
    private static Map<Ipv4Setting, Integer> ipv4Settings(Attributes link) throws MalformedException {
        Map<Ipv4Setting, Integer> settings = new EnumMap<>(Ipv4Setting.class);
        Optional<Attributes> families = link.nested(Rtnetlink.IFLA_AF_SPEC);
        if (families.isPresent()) {
            Optional<Attributes> inet = families.get().nested(Rtnetlink.AF_INET);
            Optional<ByteBuffer> values = inet.flatMap(attributes -> attributes.find(Rtnetlink.IFLA_INET_CONF));
            if (values.isPresent()) {
                for (Ipv4Setting setting : Ipv4Setting.values()) {
                    int offset = (setting.index() - 1) * Integer.BYTES;
                    if (offset + Integer.BYTES <= values.get().limit()) {
                        settings.put(setting, values.get().getInt(offset));
                    }
                }
            }
        }
        return settings;
    }
}
