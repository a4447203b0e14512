package dev.vrrp.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node: a namespace with two cards on the LAN and one on the management network, with the defaults of Linux: either
 * card answers ARP for the addresses of both.
 */
public final class Node {
    private static final String MANAGEMENT_DEVICE = "mgmt";
    private static final int PREFIX_LENGTH = 24;

    private final String name;
    private final NetworkNamespace namespace;
    private final Bridge lan;
    private final Bridge management;
    private final Map<Card, String> addresses;
    private final Map<Card, String> macs;

    private Node(
            String name,
            NetworkNamespace namespace,
            Bridge lan,
            Bridge management,
            Map<Card, String> addresses,
            Map<Card, String> macs) {
        this.name = name;
        this.namespace = namespace;
        this.lan = lan;
        this.management = management;
        this.addresses = new EnumMap<>(addresses);
        this.macs = new EnumMap<>(macs);
    }

    /** Makes the node of {@code plan}, wired and up. */
    static Node create(NodePlan plan, NetworkNamespace namespace, Bridge lan, Management management) {
        Map<Card, String> addresses = new EnumMap<>(Card.class);
        Map<Card, String> macs = new EnumMap<>(Card.class);
        addresses.put(Card.FIRST, plan.firstAddress());
        addresses.put(Card.SECOND, plan.secondAddress());
        for (Card card : Card.values()) {
            macs.put(card, "02:00:00:00:%02x:%02x".formatted(plan.number(), card.number()));
        }
        Node node = new Node(plan.name(), namespace, lan, management.bridge(), addresses, macs);
        namespace
                .run(
                        "sysctl",
                        "-qw",
                        "net.ipv4.conf.all.arp_ignore=0",
                        "net.ipv4.conf.all.arp_announce=0",
                        "net.ipv4.conf.all.rp_filter=0",
                        "net.ipv4.conf.default.arp_ignore=0",
                        "net.ipv4.conf.default.arp_announce=0",
                        "net.ipv4.conf.default.rp_filter=0",
                        "net.ipv4.conf.default.promote_secondaries=0")
                .orThrow();
        addresses.forEach((card, address) ->
                lan.wire(namespace, card.device(), node.mac(card), address + "/" + PREFIX_LENGTH, node.port(card)));
        management
                .bridge()
                .wire(
                        namespace,
                        MANAGEMENT_DEVICE,
                        "02:00:00:01:%02x:01".formatted(plan.number()),
                        management.nodeAddress(plan.number()),
                        node.managementPort());
        return node;
    }

    public String name() {
        return name;
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    /** The node's own IPv4 address on {@code card}, without prefix length. */
    public String address(Card card) {
        return Optional.ofNullable(addresses.get(card)).orElseThrow();
    }

    public String mac(Card card) {
        return Optional.ofNullable(macs.get(card)).orElseThrow();
    }

    /** Every address that the kernel holds now, with its card. */
    public List<HeldAddress> heldAddresses() {
        List<HeldAddress> held = new ArrayList<>();
        for (JsonNode link : Json.array(namespace.ip("-j", "address", "show"))) {
            for (JsonNode address : link.path("addr_info")) {
                held.add(new HeldAddress(
                        link.path("ifname").asText(),
                        address.path("local").asText(),
                        address.path("prefixlen").asInt(),
                        address.path("valid_life_time").asLong()));
            }
        }
        return List.copyOf(held);
    }

    /** Whether the kernel holds {@code address} (without prefix length) on any card. */
    public boolean holds(String address) {
        return heldAddresses().stream().anyMatch(held -> held.address().equals(address));
    }

    /** The interface that holds {@code address}, if one does. */
    public Optional<String> deviceHolding(String address) {
        return heldAddresses().stream()
                .filter(held -> held.address().equals(address))
                .map(HeldAddress::device)
                .findFirst();
    }

    /** Whether the node itself sees a carrier on {@code card}. */
    public boolean hasCarrier(Card card) {
        return Json.array(namespace.ip("-j", "link", "show", "dev", card.device()))
                .get(0)
                .path("flags")
                .toString()
                .contains("LOWER_UP");
    }

    /** Pulls the cable of {@code card}. */
    public void carrierDown(Card card) {
        lan.carrierDown(port(card));
    }

    public void carrierUp(Card card) {
        lan.carrierUp(port(card));
    }

    /** Cuts the node off the LAN in silence: both cards keep their carrier. */
    public void cutSilently() {
        for (Card card : Card.values()) {
            lan.cut(port(card));
        }
    }

    /** Ends {@link #cutSilently}. */
    public void healCut() {
        for (Card card : Card.values()) {
            lan.heal(port(card));
        }
    }

    /** Cuts the node off the management network, and so off the API server, in silence. */
    public void cutManagement() {
        management.cut(managementPort());
    }

    public void healManagement() {
        management.heal(managementPort());
    }

    /** The port of the LAN's bridge that {@code card} is wired to. */
    public String port(Card card) {
        return name + "-" + card.number();
    }

    private String managementPort() {
        return name + "-m";
    }

    @Override
    public String toString() {
        return name;
    }
}
