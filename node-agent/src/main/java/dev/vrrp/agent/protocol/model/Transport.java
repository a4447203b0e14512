package dev.vrrp.agent.protocol.model;

/** How advertisements travel. */
public enum Transport {
    /** To the group of the family, 224.0.0.18 or ff02::12. */
    MULTICAST,
    /** To each peer, and from peers alone; outside the RFCs, as keepalived does it. */
    UNICAST
}
