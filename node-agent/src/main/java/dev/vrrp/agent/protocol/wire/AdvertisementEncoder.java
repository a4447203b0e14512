package dev.vrrp.agent.protocol.wire;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.Authentication;
import dev.vrrp.agent.protocol.model.ChecksumMode;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes advertisements as whole Ethernet frames, of exactly the bytes they need (no padding). */
public final class AdvertisementEncoder {
    private AdvertisementEncoder() {}

    /** How many addresses fit one packet, which is never fragmented: up to 255. */
    public static int mostAddresses(ProtocolVersion version, AddressFamily family, int mtu) {
        int room = mtu - ipHeaderBytes(family) - VrrpMessage.bytes(version, family, 0);
        return Math.clamp(room / IpHeader.addressBytes(family), 0, 255);
    }

    private static int ipHeaderBytes(AddressFamily family) {
        return switch (family) {
            case IPV4 -> Ipv4Header.BYTES;
            case IPV6 -> Ipv6Header.BYTES;
        };
    }

    /**
     * The advertisement of a virtual router (RFC 9568 section 7.2).
     *
     * @param source the interface's primary address, of the router's family; link-local for IPv6
     */
    public static byte[] encode(
            VirtualRouterConfig config, AdvertisedPriority priority, InetAddress source, Envelope envelope) {
        Advertisement advertisement = new Advertisement(
                config.version(), config.vrid(), priority, config.interval(), config.advertisedAddresses(), source);
        return encode(advertisement, config.authentication(), config.checksum(), envelope);
    }

    /** The IP packet alone, without an Ethernet header: for a peer whose MAC address only the kernel knows. */
    public static byte[] packet(
            VirtualRouterConfig config,
            AdvertisedPriority priority,
            InetAddress source,
            InetAddress destination,
            int identification) {
        byte[] frame = encode(config, priority, source, new Envelope(0, 0, destination, identification));
        return Arrays.copyOfRange(frame, EthernetHeader.BYTES, frame.length);
    }

    /**
     * Any advertisement; what {@link AdvertisementDecoder} makes of the frame is equal to the arguments.
     *
     * @param authentication none in version 3
     * @param checksum counts in version 3 over IPv4 only
     * @throws IllegalArgumentException if the arguments contradict each other: families mixed, no address or more than 255, an
     *     interval or authentication that the version has not
     */
    public static byte[] encode(
            Advertisement advertisement, Authentication authentication, ChecksumMode checksum, Envelope envelope) {
        AddressFamily family = AddressFamily.of(advertisement.source());
        requireSound(advertisement, authentication, envelope, family);
        int messageBytes = VrrpMessage.bytes(
                advertisement.version(), family, advertisement.addresses().size());
        ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.BYTES + ipHeaderBytes(family) + messageBytes);
        switch (family) {
            case IPV4 -> {
                EthernetHeader.put(frame, envelope.destinationMac(), envelope.senderMac(), EthernetHeader.TYPE_IPV4);
                Ipv4Header.put(frame, advertisement.source(), envelope, messageBytes);
            }
            case IPV6 -> {
                EthernetHeader.put(frame, envelope.destinationMac(), envelope.senderMac(), EthernetHeader.TYPE_IPV6);
                Ipv6Header.put(
                        frame,
                        IpHeader.NETWORK_CONTROL,
                        advertisement.source(),
                        envelope.destination(),
                        IpHeader.PROTOCOL_VRRP,
                        messageBytes);
            }
        }
        VrrpMessage.put(frame, advertisement, authentication, checksum, envelope.destination());
        return frame.array();
    }

    private static void requireSound(
            Advertisement advertisement, Authentication authentication, Envelope envelope, AddressFamily family) {
        int addresses = advertisement.addresses().size();
        if (addresses < 1 || addresses > 255) {
            throw new IllegalArgumentException(addresses + " addresses: 1 to 255 are possible");
        }
        if (AddressFamily.of(envelope.destination()) != family
                || advertisement.addresses().stream().anyMatch(address -> AddressFamily.of(address) != family)) {
            throw new IllegalArgumentException("source " + InterfaceAddress.text(advertisement.source())
                    + ", destination " + InterfaceAddress.text(envelope.destination())
                    + " and the addresses must be of one family");
        }
        if (!advertisement.interval().fits(advertisement.version())) {
            throw new IllegalArgumentException("interval "
                    + advertisement.interval().toDuration() + " does not exist in " + advertisement.version());
        }
        switch (advertisement.version()) {
            case V2 -> {
                if (family == AddressFamily.IPV6) {
                    throw new IllegalArgumentException(ProtocolVersion.V2 + " is IPv4 only");
                }
            }
            case V3 -> {
                if (!(authentication instanceof Authentication.None)) {
                    throw new IllegalArgumentException(ProtocolVersion.V3 + " has no authentication");
                }
            }
        }
    }
}
