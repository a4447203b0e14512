package dev.vrrp.e2e.lab;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Nodes and a client on one LAN, and a management network. Several labs may be open at once, also in several programs.
 * {@link #close} removes everything; so does the end of the program, and at the latest the next lab.
 */
public final class Lab implements AutoCloseable {
    private final Footprint footprint;
    private final Thread shutdownHook;
    private final Management management;
    private final Bridge lan;
    private final List<Node> nodes;
    private final Client client;
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private Lab(Footprint footprint, Thread shutdownHook, List<NodePlan> plans) {
        this.footprint = footprint;
        this.shutdownHook = shutdownHook;
        this.management = Management.create(footprint);
        this.lan = Bridge.create(footprint.createNamespace("lan"), "lan");
        List<Node> created = new ArrayList<>();
        for (NodePlan plan : plans) {
            created.add(Node.create(plan, footprint.createNamespace(plan.name()), lan, management));
        }
        this.nodes = List.copyOf(created);
        this.client = Client.create(footprint.createNamespace("client"), lan, this::nodeByMac);
        onClose(client::close);
    }

    /** Makes a lab with these nodes; without nodes it is a management network for a control plane. */
    public static Lab create(NodePlan... plans) {
        return create(List.of(plans));
    }

    /** Makes a lab with these nodes. */
    public static Lab create(List<NodePlan> plans) {
        Footprint footprint = Footprint.claim();
        Thread hook = new Thread(() -> {
            if (!footprint.isKept()) {
                footprint.remove();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new Lab(footprint, hook, plans);
        } catch (RuntimeException e) {
            forget(hook);
            footprint.remove();
            throw e;
        }
    }

    /** Folder for logs and configuration of the lab, removed with it. */
    public Path directory() {
        return footprint.directory();
    }

    public Footprint footprint() {
        return footprint;
    }

    public Management management() {
        return management;
    }

    /** The namespace of the LAN's switch, with a port for each card. */
    NetworkNamespace lanNamespace() {
        return lan.namespace();
    }

    public Client client() {
        return client;
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** The node made from {@code plan}. */
    public Node node(NodePlan plan) {
        return node(plan.name());
    }

    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + name + " among " + nodes));
    }

    /** The nodes whose kernels hold {@code address} (without prefix length). */
    public List<Node> holders(String address) {
        return nodes.stream().filter(node -> node.holds(address)).toList();
    }

    /** Runs {@code action} when the lab is closed, before what was there earlier. */
    public void onClose(Runnable action) {
        closing.push(action);
    }

    /** Removes the lab, unless it is kept. */
    @Override
    public void close() {
        try {
            closing.forEach(Runnable::run);
        } finally {
            closing.clear();
            if (!footprint.isKept()) {
                footprint.remove();
            }
            forget(shutdownHook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook does no harm a second time.
        }
    }

    private Optional<String> nodeByMac(String mac) {
        return nodes.stream()
                .filter(node -> node.speaksFrom(mac))
                .map(Node::name)
                .findFirst();
    }
}
