package dev.vrrp.agent.protocol.model;

import java.net.InetAddress;
import java.util.List;

/**
 * A valid advertisement as it was heard.
 *
 * @param source source address of the IP packet
 * @param interval the Max Advertise Interval of version 3, the Adver Int of version 2
 * @param addresses in the order of the packet, up to 255
 */
public record Advertisement(
        ProtocolVersion version,
        VirtualRouterId vrid,
        AdvertisedPriority priority,
        AdvertisementInterval interval,
        List<InetAddress> addresses,
        InetAddress source) {
    public Advertisement {
        addresses = List.copyOf(addresses);
    }
}
