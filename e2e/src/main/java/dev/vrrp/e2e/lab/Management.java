package dev.vrrp.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The management network: a bridge in the namespace of the control plane, with one address of that namespace, one of
 * each node, and one of the machine itself, so that {@code kubectl} works from an ordinary terminal. Its subnet is
 * unique on the machine.
 *
 * @param bridge in the namespace of the control plane
 * @param subnet number of the /27 in 198.18.0.0/15, the range for benchmarks (RFC 2544), 0 to 4095
 */
public record Management(Bridge bridge, int subnet) {
    private static final int SUBNETS = 4096;
    private static final int PREFIX_LENGTH = 27;
    private static final int FIRST_ADDRESS = 198 << 24 | 18 << 16;
    private static final int CONTROL_PLANE = 1;
    private static final int MACHINE = 2;
    private static final int NODES = 10;

    static Management create(Footprint footprint) {
        NetworkNamespace namespace = footprint.createNamespace("control");
        Bridge bridge = Bridge.create(namespace, "mgmt");
        String link = footprint.managementLink();
        namespace.ip("link", "add", "machine", "type", "veth", "peer", "name", link, "netns", pidOfMachine());
        namespace.batch(List.of("link set machine master mgmt", "link set machine up"));
        int subnet = Footprint.locked(() -> {
            int free = freeSubnet();
            Command.run("ip", "address", "add", address(free, MACHINE) + "/" + PREFIX_LENGTH, "dev", link);
            return free;
        });
        Command.run("ip", "link", "set", link, "up");
        namespace.ip("address", "add", address(subnet, CONTROL_PLANE) + "/" + PREFIX_LENGTH, "dev", "mgmt");
        return new Management(bridge, subnet);
    }

    /** The namespace of the control plane. */
    public NetworkNamespace namespace() {
        return bridge.namespace();
    }

    /** Address of the control plane, reachable from the nodes and from the machine itself. */
    public String controlPlaneAddress() {
        return address(subnet, CONTROL_PLANE);
    }

    /** Address of the node, with prefix length. */
    String nodeAddress(int node) {
        return address(subnet, NODES + node) + "/" + PREFIX_LENGTH;
    }

    private static int freeSubnet() {
        List<String> taken = new ArrayList<>();
        for (JsonNode link :
                Json.array(Command.run("ip", "-j", "-4", "address", "show").output())) {
            for (JsonNode address : link.path("addr_info")) {
                taken.add(address.path("local").asText());
            }
        }
        int start = (int) (ProcessHandle.current().pid() % SUBNETS);
        for (int offset = 0; offset < SUBNETS; offset++) {
            int candidate = (start + offset) % SUBNETS;
            if (!taken.contains(address(candidate, MACHINE))) {
                return candidate;
            }
        }
        throw new IllegalStateException("no free /27 in 198.18.0.0/15: " + taken.size() + " addresses are in use");
    }

    private static String address(int subnet, int host) {
        int address = FIRST_ADDRESS + (subnet << (Integer.SIZE - PREFIX_LENGTH)) + host;
        return "%d.%d.%d.%d".formatted(address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff);
    }

    /** A process in the machine's own namespace, by which {@code ip} finds it: this program. */
    private static String pidOfMachine() {
        return String.valueOf(ProcessHandle.current().pid());
    }
}
