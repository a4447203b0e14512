package dev.vrrp.e2e.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A switch: a bridge in a namespace of its own, to which cards in other namespaces are wired.
 *
 * @param namespace where the bridge lives
 * @param device name of the bridge
 */
public record Bridge(NetworkNamespace namespace, String device) {
    static Bridge create(NetworkNamespace namespace, String device) {
        // an address that it is given stays; one of its own changes with its ports, and its neighbours would not know
        namespace.batch(List.of(
                "link add " + device + " address " + randomMac() + " type bridge stp_state 0",
                "link set " + device + " up"));
        return new Bridge(namespace, device);
    }

    private static String randomMac() {
        int random = ThreadLocalRandom.current().nextInt();
        return "02:00:%02x:%02x:%02x:%02x"
                .formatted(random >>> 24, random >>> 16 & 0xff, random >>> 8 & 0xff, random & 0xff);
    }

    /** Another switch beside this one, which is made at the first call. */
    Bridge sibling(String name) {
        return namespace.run("ip", "link", "show", "dev", name).succeeded()
                ? new Bridge(namespace, name)
                : create(namespace, name);
    }

    /** Wires a new card with addresses to a new port of the bridge; both are up. */
    void wire(NetworkNamespace host, String card, String mac, List<String> addresses, String port) {
        namespace.ip("link", "add", port, "type", "veth", "peer", "name", card, "address", mac, "netns", host.name());
        namespace.batch(List.of("link set " + port + " master " + device, "link set " + port + " up"));
        List<String> commands = new ArrayList<>();
        // the lab gives no address twice: it need not look for duplicates, which takes IPv6 a second
        addresses.forEach(address ->
                commands.add("address add " + address + " dev " + card + (address.contains(":") ? " nodad" : "")));
        commands.add("link set " + card + " up");
        host.batch(commands);
    }

    /** The cable of a port is pulled: the card behind it loses its carrier. */
    void carrierDown(String port) {
        namespace.ip("link", "set", port, "down");
    }

    void carrierUp(String port) {
        namespace.ip("link", "set", port, "up");
    }

    /** The ports no longer switch, though their carriers stay: nobody behind them is told. */
    void cut(List<String> ports) {
        namespace.batch(
                ports.stream().map(port -> "link set " + port + " nomaster").toList());
    }

    void heal(List<String> ports) {
        namespace.batch(ports.stream()
                .map(port -> "link set " + port + " master " + device)
                .toList());
    }

    /** The ports no longer pass on what is for all or for a group. */
    void deafen(List<String> ports) {
        flood(ports, "off");
    }

    void hear(List<String> ports) {
        flood(ports, "on");
    }

    private void flood(List<String> ports, String mode) {
        ports.forEach(port -> namespace
                .run("bridge", "link", "set", "dev", port, "mcast_flood", mode, "bcast_flood", mode)
                .orThrow());
    }
}
