package dev.vrrp.agent.preflight;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.NodeState;
import dev.vrrp.agent.runtime.RouterState;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether the kernel's settings let clients be answered and peers be heard; IPv4, as IPv6 has none of these. */
record SettingsCheck(Path proc) implements Check {
    /** Documentation/networking/ip-sysctl.rst: answer if the sender is in the subnet of the address. */
    private static final int SAME_SUBNET = 2;
    /** Answer for no address. */
    private static final int NOTHING = 8;

    private static final int STRICT = 1;
    private static final int LONGEST = 32;

    @Override
    public String condition() {
        return "SettingsFit";
    }

    @Override
    public Finding look(NodeState node) throws IOException {
        Set<String> wrong = new LinkedHashSet<>();
        for (RouterState router : node.routers()) {
            boolean present = node.links().stream()
                    .anyMatch(link -> link.name().equals(router.config().interfaceName()));
            if (present && router.config().family() == AddressFamily.IPV4) {
                answers(router.config(), wrong);
                routes(router.config(), wrong);
                hears(router.config(), wrong);
            }
        }
        return wrong.isEmpty()
                ? Finding.fine(
                        condition(), "SettingsFit", "nothing keeps clients from answers, or peers from being heard")
                : Finding.wrong(condition(), "SettingsInTheWay", String.join("; ", wrong));
    }

    private void answers(VirtualRouterConfig config, Set<String> wrong) throws IOException {
        int ignore = effective(config.interfaceName(), "arp_ignore");
        boolean alone = config.addresses().stream().anyMatch(address -> address.prefixLength() == LONGEST);
        if (ignore == NOTHING || (ignore == SAME_SUBNET && alone)) {
            wrong.add("with net.ipv4.conf.all.arp_ignore=" + ignore + " nobody is answered ARP for "
                    + (ignore == NOTHING ? "any address" : "an address without its subnet, /32, as of " + config.name())
                    + ": set it to 1, which is what strictARP of kube-proxy wants too");
        }
    }

    private void routes(VirtualRouterConfig config, Set<String> wrong) throws IOException {
        List<String> defaults = defaultInterfaces();
        if (!defaults.isEmpty()
                && !defaults.contains(config.interfaceName())
                && effective(config.interfaceName(), "rp_filter") == STRICT) {
            wrong.add("clients beyond the subnet of " + config.interfaceName()
                    + " get no answer: their packets come by "
                    + config.interfaceName() + ", the route back goes by " + String.join(", ", defaults)
                    + ", and the strict rp_filter of " + config.interfaceName() + " drops them: set net.ipv4.conf."
                    + config.interfaceName() + ".rp_filter=2");
        }
    }

    private void hears(VirtualRouterConfig config, Set<String> wrong) throws IOException {
        if (config.transport() == Transport.UNICAST) {
            return;
        }
        if (number("net/ipv4/igmp_link_local_mcast_reports") == 0) {
            wrong.add("the node does not report that it listens to 224.0.0.18, so a switch that snoops IGMP may keep "
                    + "advertisements back: set net.ipv4.igmp_link_local_mcast_reports=1");
        }
        NetworkInterface own = NetworkInterface.getByName(config.interfaceName());
        if (own != null && !own.supportsMulticast()) {
            wrong.add(config.interfaceName() + " does no multicast: ip link set " + config.interfaceName()
                    + " multicast on, or spec.transport: Unicast");
        }
    }

    /** The kernel takes the greater one of that of all interfaces and of one. */
    private int effective(String interfaceName, String setting) throws IOException {
        return Math.max(
                number("net/ipv4/conf/all/" + setting), number("net/ipv4/conf/" + interfaceName + "/" + setting));
    }

    private int number(String setting) throws IOException {
        return Integer.parseInt(
                Files.readString(proc.resolve("sys").resolve(setting)).strip());
    }

    /** The interfaces with a default route: a line each, interface, destination, …, mask in the eighth column. */
    private List<String> defaultInterfaces() throws IOException {
        return Files.readAllLines(proc.resolve("thread-self/net/route")).stream()
                .map(line -> line.split("\t", -1))
                .filter(columns -> columns.length > 7 && columns[1].equals("00000000") && columns[7].equals("00000000"))
                .map(columns -> columns[0])
                .distinct()
                .toList();
    }
}
