package dev.vrrp.agent.lab;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two nodes on one LAN, 192.168.1.0/24 and 2001:db8::/64, and a client, which is the bridge between them. Card N of node M has the MAC address
 * 02:00:00:00:0M:0N, 192.168.1.M0N and 2001:db8::M0N.
 */
public final class TwoNodes implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Pattern NEIGHBOUR = Pattern.compile("lladdr (\\S+)");

    private final NetworkNamespace client = NetworkNamespace.create();
    private final NetworkNamespace a = NetworkNamespace.create();
    private final NetworkNamespace b = NetworkNamespace.create();

    public TwoNodes() {
        client.ip("link add eth0 type bridge mcast_snooping 0");
        client.ip("link set eth0 up");
        client.ip("addr add 192.168.1.1/24 dev eth0");
        client.ip("addr add 2001:db8::1/64 dev eth0 nodad");
    }

    public NetworkNamespace a() {
        return a;
    }

    public NetworkNamespace b() {
        return b;
    }

    /** The client, whose card is eth0. */
    public NetworkNamespace client() {
        return client;
    }

    /** Wires {@code ethN} of a node, with its addresses, and sets it up. */
    public void plug(NetworkNamespace node, int card) {
        wire(node, card);
        String device = "eth" + card;
        node.ip("addr add 192.168.1." + host(node, card) + "/24 dev " + device);
        node.ip("addr add 2001:db8::" + host(node, card) + "/64 dev " + device + " nodad");
        node.ip("addr add fe80::" + host(node, card) + "/64 dev " + device + " nodad");
    }

    /** As {@link #plug}, without addresses. */
    public void wire(NetworkNamespace node, int card) {
        String port = port(node, card);
        String device = "eth" + card;
        client.ip("link add " + port + " type veth peer name " + device + " address " + mac(node, card) + " netns "
                + node.name());
        client.ip("link set " + port + " master eth0 up");
        node.ip("link set " + device + " addrgenmode none up");
    }

    /** The port of the LAN that a card is wired to, in the namespace of the client. */
    public String port(NetworkNamespace node, int card) {
        return (node.equals(a) ? "a" : "b") + card;
    }

    public String mac(NetworkNamespace node, int card) {
        return "02:00:00:00:0%d:%02d".formatted(node.equals(a) ? 1 : 2, card);
    }

    private String host(NetworkNamespace node, int card) {
        return (node.equals(a) ? "1" : "2") + "0" + card;
    }

    /** Waits until the client is answered by {@code address}, and takes {@code mac} for it. */
    public void awaitAnswer(String address, String mac) {
        await(address + " is answered from " + mac)
                .atMost(BOUND)
                .until(() -> isAnswered(address) && neighbour(address).equals(Optional.of(mac)));
    }

    /** One ping of the client. */
    public boolean isAnswered(String address) {
        try {
            client.exec("ping -n -c 1 -s 8 -W 1 " + address);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** The MAC address that the client has for an address. */
    public Optional<String> neighbour(String address) {
        Matcher found = NEIGHBOUR.matcher(client.ip("neigh show to " + address));
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    @Override
    public void close() {
        a.close();
        b.close();
        client.close();
    }
}
