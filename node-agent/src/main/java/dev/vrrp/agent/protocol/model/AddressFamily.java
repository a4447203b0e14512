package dev.vrrp.agent.protocol.model;

/** Family of a virtual router; IPv4 and IPv6 virtual routers are independent (RFC 9568 section 3). */
public enum AddressFamily {
    IPV4,
    IPV6
}
