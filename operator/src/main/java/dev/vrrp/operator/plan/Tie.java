package dev.vrrp.operator.plan;

import java.net.InetAddress;

/** What is given away once: VirtualIPs and SyncGroups that share a tie are planned together, all others apart. */
sealed interface Tie permits Segment, Tie.Address, Tie.Member {
    /** An address belongs to one VirtualIP. */
    record Address(InetAddress address) implements Tie {}

    /** A VirtualIP belongs to one SyncGroup. */
    record Member(String virtualIP) implements Tie {}
}
