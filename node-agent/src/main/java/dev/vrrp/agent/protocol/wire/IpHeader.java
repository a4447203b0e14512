package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.AddressFamily;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What either IP header says about its payload. */
sealed interface IpHeader {
    /** IANA protocol number of VRRP (RFC 9568 sections 5.1.1.4 and 5.1.2.4). */
    int PROTOCOL_VRRP = 112;

    /** TTL and hop limit of every packet that must not have crossed a router (RFC 5082). */
    int MAXIMUM_HOPS = 255;

    /** DSCP CS6, network control (RFC 4594 section 3.1), as TOS or traffic class. */
    int NETWORK_CONTROL = 0xc0;

    int IPV4_ADDRESS_BYTES = 4;
    int IPV6_ADDRESS_BYTES = 16;

    /** A whole VRRP packet: {@code length} bytes from {@code offset} of the frame. */
    record Carried(InetAddress source, InetAddress destination, int identification, int hops, int offset, int length)
            implements IpHeader {}

    /** No VRRP packet. */
    record Refused(RejectReason reason, @Nullable InetAddress source) implements IpHeader {}

    static int addressBytes(AddressFamily family) {
        return switch (family) {
            case IPV4 -> IPV4_ADDRESS_BYTES;
            case IPV6 -> IPV6_ADDRESS_BYTES;
        };
    }

    /** Reads an address; an IPv4-mapped IPv6 address stays what it is on the wire, an IPv6 address. */
    static InetAddress address(ByteBuffer frame, int offset, AddressFamily family) {
        byte[] bytes = new byte[addressBytes(family)];
        frame.get(offset, bytes);
        try {
            return switch (family) {
                case IPV4 -> InetAddress.getByAddress(bytes);
                case IPV6 -> Inet6Address.getByAddress(null, bytes, -1);
            };
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }
}
