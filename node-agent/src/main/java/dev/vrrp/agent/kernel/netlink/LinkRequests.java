package dev.vrrp.agent.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Requests about interfaces. */
public final class LinkRequests {
    private LinkRequests() {}

    /** RTM_GETLINK: all interfaces, without their counters. */
    public static Request dump() {
        return read(0, Rtnetlink.NLM_F_DUMP);
    }

    /** RTM_GETLINK: one interface. */
    public static Request read(int index) {
        return read(index, 0);
    }

    /** RTM_SETLINK: IPv4 settings of one interface; CAP_NET_ADMIN is enough, where /proc/sys may be read-only. */
    public static Request ipv4Settings(int index, Map<Ipv4Setting, Integer> values) {
        PayloadWriter settings = new PayloadWriter();
        values.forEach((setting, value) -> settings.attributeU32(setting.index(), value));
        PayloadWriter inet = new PayloadWriter().nested(Rtnetlink.IFLA_INET_CONF, settings);
        PayloadWriter families = new PayloadWriter().nested(Rtnetlink.AF_INET, inet);
        byte[] payload =
                ifinfomsg(index).nested(Rtnetlink.IFLA_AF_SPEC, families).toBytes();
        return new Request(Rtnetlink.RTM_SETLINK, 0, payload);
    }

    /** RTM_GETLINK: the interface of a name. */
    public static Request read(String name) {
        byte[] payload = ifinfomsg(0)
                .attribute(Rtnetlink.IFLA_IFNAME, text(name))
                .attributeU32(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS)
                .toBytes();
        return new Request(Rtnetlink.RTM_GETLINK, 0, payload);
    }

    /**
     * RTM_NEWLINK: a macvlan on top of {@code cardIndex}, down; EEXIST if the name is in use. In bridge mode, so that others on the
     * same card (containers, say) reach it.
     *
     * @param mac 6 bytes as a number
     */
    public static Request macvlan(int cardIndex, String name, long mac) {
        byte[] address = ByteBuffer.allocate(Long.BYTES).putLong(mac).array();
        PayloadWriter info = new PayloadWriter()
                .attribute(Rtnetlink.IFLA_INFO_KIND, text("macvlan"))
                .nested(
                        Rtnetlink.IFLA_INFO_DATA,
                        new PayloadWriter().attributeU32(Rtnetlink.IFLA_MACVLAN_MODE, Rtnetlink.MACVLAN_MODE_BRIDGE));
        byte[] payload = ifinfomsg(0)
                .attribute(Rtnetlink.IFLA_IFNAME, text(name))
                .attribute(Rtnetlink.IFLA_ADDRESS, Arrays.copyOfRange(address, 2, Long.BYTES))
                .attributeU32(Rtnetlink.IFLA_LINK, cardIndex)
                .nested(Rtnetlink.IFLA_LINKINFO, info)
                .toBytes();
        return new Request(Rtnetlink.RTM_NEWLINK, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL, payload);
    }

    /** RTM_SETLINK: the kernel makes no IPv6 address of its own on the interface (addrgenmode none). */
    public static Request noAddressOfItsOwn(int index) {
        PayloadWriter inet6 =
                new PayloadWriter().attributeU8(Rtnetlink.IFLA_INET6_ADDR_GEN_MODE, Rtnetlink.IN6_ADDR_GEN_MODE_NONE);
        PayloadWriter families = new PayloadWriter().nested(Rtnetlink.AF_INET6, inet6);
        byte[] payload =
                ifinfomsg(index).nested(Rtnetlink.IFLA_AF_SPEC, families).toBytes();
        return new Request(Rtnetlink.RTM_SETLINK, 0, payload);
    }

    /** RTM_SETLINK: administratively up. */
    public static Request up(int index) {
        byte[] payload = new PayloadWriter()
                .u32(Rtnetlink.AF_UNSPEC)
                .u32(index)
                .u32(Rtnetlink.IFF_UP)
                .u32(Rtnetlink.IFF_UP)
                .toBytes();
        return new Request(Rtnetlink.RTM_SETLINK, 0, payload);
    }

    /** RTM_DELLINK. */
    public static Request remove(int index) {
        return new Request(Rtnetlink.RTM_DELLINK, 0, ifinfomsg(index).toBytes());
    }

    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    private static Request read(int index, int flags) {
        byte[] payload = ifinfomsg(index)
                .attributeU32(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS)
                .toBytes();
        return new Request(Rtnetlink.RTM_GETLINK, flags, payload);
    }

    /** struct ifinfomsg: family, padding and type in the first 4 bytes, index, flags, change mask. */
    private static PayloadWriter ifinfomsg(int index) {
        return new PayloadWriter().u32(Rtnetlink.AF_UNSPEC).u32(index).u32(0).u32(0);
    }
}
