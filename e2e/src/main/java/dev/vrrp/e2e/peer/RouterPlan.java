package dev.vrrp.e2e.peer;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual router as one node is to run it, whatever program does.
 *
 * @param name of the virtual router
 * @param device interface that it speaks on and that holds the addresses
 * @param virtualRouterId 1 to 255
 * @param version 2 or 3
 * @param interval between two advertisements
 * @param priority 1 to 254; 255 is the owner of the addresses, where the program knows one
 * @param preempt whether it takes over from a living Master with a lower priority
 * @param password of version 2, 1 to 8 characters; null: none
 * @param addresses of one family, with prefix length
 * @param peers source addresses of the others that run it, where it is told
 * @param unicast whether it speaks with the peers in place of the multicast group
 * @param virtualMac whether the addresses, and what it says, have the MAC address of the virtual router
 * @param trackedDevices other interfaces whose carrier counts
 * @param syncGroup whose members are Master together or not at all; null: none
 */
public record RouterPlan(
        String name,
        String device,
        int virtualRouterId,
        int version,
        Duration interval,
        int priority,
        boolean preempt,
        @Nullable String password,
        List<String> addresses,
        List<String> peers,
        boolean unicast,
        boolean virtualMac,
        List<String> trackedDevices,
        @Nullable String syncGroup) {
    private static final int PRIORITIES = 256;

    public RouterPlan {
        addresses = List.copyOf(addresses);
        peers = List.copyOf(peers);
        trackedDevices = List.copyOf(trackedDevices);
    }

    /** The addresses without prefix length. */
    public List<String> bareAddresses() {
        return addresses.stream().map(address -> address.split("/", 2)[0]).toList();
    }

    /** The addresses without prefix length that a client can ask for: not those that are valid on one link only. */
    public List<String> clientAddresses() {
        return bareAddresses().stream()
                .filter(address -> !address.startsWith("fe80:"))
                .toList();
    }

    public boolean isIPv6() {
        return addresses.getFirst().contains(":");
    }

    /** The MAC address of the virtual router. */
    public String virtualMacAddress() {
        return "00:00:5e:00:0%d:%02x".formatted(isIPv6() ? 2 : 1, virtualRouterId);
    }

    /** (256 − priority) / 256, of a second in version 2 (RFC 3768 section 6.1), of the interval in version 3 (RFC 9568). */
    public Duration skewTime() {
        Duration whole = version == 2 ? Duration.ofSeconds(1) : interval;
        return whole.multipliedBy(PRIORITIES - priority).dividedBy(PRIORITIES);
    }

    /** How long it waits for a Master that is silent: 3 × interval + skew time. */
    public Duration masterDownInterval() {
        return interval.multipliedBy(3).plus(skewTime());
    }
}
