package dev.vrrp.agent.protocol.model;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Family of a virtual router; IPv4 and IPv6 virtual routers are independent (RFC 9568 section 3). */
public enum AddressFamily {
    IPV4,
    IPV6;

    public static AddressFamily of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }
}
