package dev.vrrp.agent.kernel.netlink;

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
