package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.AddressFamily;
import java.net.InetAddress;

/**
 * What surrounds an advertisement on the wire.
 *
 * @param senderMac source of the Ethernet frame, 6 bytes as a number
 * @param destinationMac destination of the Ethernet frame, 6 bytes as a number
 * @param destination destination of the IP packet
 * @param identification the IPv4 identification, 0 to 65535; 0 over IPv6, which has none
 */
public record Envelope(long senderMac, long destinationMac, InetAddress destination, int identification) {
    public Envelope {
        EthernetHeader.requireMac(senderMac);
        EthernetHeader.requireMac(destinationMac);
        if (identification < 0 || identification > 0xffff) {
            throw new IllegalArgumentException("identification " + identification + " is out of range: 0 to 65535");
        }
    }

    /** To the VRRP group of {@code family}: RFC 9568 sections 5.1.1.2 and 5.1.2.2. */
    public static Envelope multicast(AddressFamily family, long senderMac, int identification) {
        return switch (family) {
            case IPV4 -> new Envelope(senderMac, Ipv4Header.VRRP_GROUP_MAC, Ipv4Header.VRRP_GROUP, identification);
            case IPV6 -> new Envelope(senderMac, Ipv6Header.VRRP_GROUP_MAC, Ipv6Header.VRRP_GROUP, 0);
        };
    }
}
