package dev.vrrp.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A node: a namespace with two cards on the LAN and one on the management network, with the defaults of Linux: either
 * card answers ARP for the addresses of both.
 */
public final class Node {
    private static final String MANAGEMENT_DEVICE = "mgmt";
    private static final int PREFIX_LENGTH = 24;
    private static final int IPV6_PREFIX_LENGTH = 64;

    private final NetworkNamespace namespace;
    private final Bridge lan;
    private final Bridge management;
    private final NodePlan plan;
    private final Map<Card, String> macs;
    /** Of the LAN's bridge: one for each card. */
    private final List<String> ports = new CopyOnWriteArrayList<>();

    /** Of the bridges of further cards. */
    private final List<String> others = new CopyOnWriteArrayList<>();

    private final Set<String> virtualMacs = ConcurrentHashMap.newKeySet();

    private Node(NodePlan plan, NetworkNamespace namespace, Bridge lan, Bridge management, Map<Card, String> macs) {
        this.plan = plan;
        this.namespace = namespace;
        this.lan = lan;
        this.management = management;
        this.macs = new EnumMap<>(macs);
        macs.keySet().forEach(card -> ports.add(port(card)));
    }

    /** Makes the node of {@code plan}, wired and up. */
    static Node create(NodePlan plan, NetworkNamespace namespace, Bridge lan, Management management) {
        Map<Card, String> macs = new EnumMap<>(Card.class);
        for (Card card : Card.values()) {
            macs.put(card, "02:00:00:00:%02x:%02x".formatted(plan.number(), card.number()));
        }
        Node node = new Node(plan, namespace, lan, management.bridge(), macs);
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
                        "net.ipv4.conf.default.promote_secondaries=0",
                        "net.ipv6.conf.default.accept_ra=0")
                .orThrow();
        macs.forEach((card, mac) -> lan.wire(
                namespace,
                card.device(),
                mac,
                List.of(plan.address(card) + "/" + PREFIX_LENGTH, plan.ipv6Address(card) + "/" + IPV6_PREFIX_LENGTH),
                node.port(card)));
        management
                .bridge()
                .wire(
                        namespace,
                        MANAGEMENT_DEVICE,
                        "02:00:00:01:%02x:01".formatted(plan.number()),
                        List.of(management.nodeAddress(plan.number())),
                        node.managementPort());
        return node;
    }

    public String name() {
        return plan.name();
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    /** The node's own IPv4 address on {@code card}, without prefix length. */
    public String address(Card card) {
        return plan.address(card);
    }

    /** The node's own global IPv6 address on {@code card}, without prefix length. */
    public String ipv6Address(Card card) {
        return plan.ipv6Address(card);
    }

    /** The link-local address that the kernel makes from the MAC address of {@code card} (EUI-64), without prefix length. */
    public String linkLocalAddress(Card card) {
        return "fe80::ff:fe00:%x%02x".formatted(plan.number(), card.number());
    }

    /** Whether {@link #linkLocalAddress} can be used: the kernel looks for a duplicate of it for a second or two first. */
    public boolean hasLinkLocalAddress(Card card) {
        for (JsonNode link : Json.array(namespace.ip("-j", "-6", "address", "show", "dev", card.device()))) {
            for (JsonNode address : link.path("addr_info")) {
                if (address.path("local").asText().equals(linkLocalAddress(card))) {
                    return !address.path("tentative").asBoolean();
                }
            }
        }
        return false;
    }

    public String mac(Card card) {
        return Optional.ofNullable(macs.get(card)).orElseThrow();
    }

    /** Whether frames from {@code mac} come from this node. */
    public boolean speaksFrom(String mac) {
        return macs.containsValue(mac) || virtualMacs.contains(mac);
    }

    /** Sets what a server with two cards on one LAN needs for unicast: each card answers ARP for its own addresses alone. */
    public void answersArpFromTheRightCard() {
        namespace
                .run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2")
                .orThrow();
    }

    /** Frames from {@code mac} come from this node too. */
    public void speaksAlsoFrom(String mac) {
        virtualMacs.add(mac);
    }

    /**
     * Makes a macvlan with a MAC address and addresses of its own on top of a card. It is held down (protodown) until
     * someone lets it up.
     *
     * @param addresses with prefix length
     */
    public void addMacvlan(String device, Card card, String mac, List<String> addresses) {
        virtualMacs.add(mac);
        namespace.ip("link", "add", device, "link", card.device(), "address", mac, "type", "macvlan", "mode", "bridge");
        List<String> commands = new ArrayList<>();
        commands.add("link set " + device + " addrgenmode none protodown on");
        addresses.forEach(address ->
                commands.add("address add " + address + " dev " + device + (address.contains(":") ? " nodad" : "")));
        commands.add("link set " + device + " up");
        namespace.batch(commands);
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

    /** The addresses, without prefix length, that the kernel holds on interfaces that can be reached. */
    public Set<String> servedAddresses() {
        Set<String> served = new HashSet<>();
        for (JsonNode link : Json.array(namespace.ip("-j", "address", "show"))) {
            if (link.path("flags").toString().contains("LOWER_UP")) {
                link.path("addr_info")
                        .forEach(address -> served.add(address.path("local").asText()));
            }
        }
        return Set.copyOf(served);
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

    /**
     * Wires another card to a LAN of its own, on which the other nodes' cards of that number are, with an address there.
     *
     * @param number 3 or more
     * @return the name of the interface
     */
    public String addCard(int number) {
        String device = "lan" + number;
        String port = name() + "-" + number;
        lan.sibling(device)
                .wire(
                        namespace,
                        device,
                        "02:00:00:00:%02x:%02x".formatted(plan.number(), number),
                        List.of("192.168.%d.%d/%d".formatted(10 * number, plan.number(), PREFIX_LENGTH)),
                        port);
        others.add(port);
        return device;
    }

    /** Cuts the node off in silence, all its cards at once: they keep their carrier. */
    public void cutSilently() {
        lan.cut(Stream.concat(ports.stream(), others.stream()).toList());
    }

    /** Ends {@link #cutSilently} for the first two cards. */
    public void healCut() {
        lan.heal(ports);
    }

    /** The node hears no multicast and no broadcast any more, while the others hear it. */
    public void deafen() {
        lan.deafen(ports);
    }

    /** Ends {@link #deafen}. */
    public void hear() {
        lan.hear(ports);
    }

    /** Cuts the node off the management network, and so off the API server, in silence. */
    public void cutManagement() {
        management.cut(List.of(managementPort()));
    }

    public void healManagement() {
        management.heal(List.of(managementPort()));
    }

    /** The port of the LAN's bridge that {@code card} is wired to. */
    public String port(Card card) {
        return name() + "-" + card.number();
    }

    private String managementPort() {
        return name() + "-m";
    }

    @Override
    public String toString() {
        return name();
    }
}
