package dev.vrrp.agent.protocol.model;

/** What the checksum of version 3 over IPv4 covers. Version 2 never, and IPv6 always, includes the pseudo-header. */
public enum ChecksumMode {
    /** With the pseudo-header: RFC 5798, keepalived's and FRR's default. */
    PSEUDO_HEADER,
    /** The VRRP message alone: RFC 9568 section 5.2.8. */
    RFC9568
}
