package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.Ipv4Setting;
import dev.vrrp.agent.kernel.netlink.KernelLink;
import dev.vrrp.agent.kernel.netlink.LinkRequests;
import dev.vrrp.agent.kernel.netlink.ffi.RequestSocket;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.runtime.VirtualInterfaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Macvlans by RTM_NEWLINK. Remembers nothing: what is ours is told by the name. Thread-safe. */
public final class NetlinkVirtualInterfaces implements VirtualInterfaces, AutoCloseable {
    /**
     * It answers ARP for its own addresses alone, and asks in no other's name. The way back to a client leads over the card, which
     * a strict rp_filter would not allow; loose (2) overrules what is set for all interfaces.
     */
    private static final Map<Ipv4Setting, Integer> SETTINGS = Map.of(
            Ipv4Setting.ARP_IGNORE, 1,
            Ipv4Setting.ARP_ANNOUNCE, 2,
            Ipv4Setting.PROMOTE_SECONDARIES, 1,
            Ipv4Setting.RP_FILTER, 2);

    private static final Path IPV6_SETTINGS = Path.of("/proc/sys/net/ipv6/conf");
    private static final Logger log = LoggerFactory.getLogger(NetlinkVirtualInterfaces.class);

    private final RequestSocket socket;
    private final InterfaceTables tables;

    private NetlinkVirtualInterfaces(RequestSocket socket) {
        this.socket = socket;
        this.tables = new InterfaceTables(socket);
    }

    /** Opens a socket in the network namespace of this thread. */
    public static NetlinkVirtualInterfaces open() throws IOException {
        return new NetlinkVirtualInterfaces(RequestSocket.open());
    }

    @Override
    public synchronized int ensure(int cardIndex, AddressFamily family, VirtualRouterId vrid) throws IOException {
        String name = MacvlanName.of(cardIndex, family, vrid);
        Optional<KernelLink> present = tables.link(name);
        if (present.isEmpty()) {
            long mac = vrid.mac(family);
            socket.request(LinkRequests.macvlan(cardIndex, name, mac), "make interface " + name);
            present = tables.link(name);
        }
        KernelLink link = present.orElseThrow(() -> new IOException("interface " + name + " was deleted at once"));
        if (link.mac() != vrid.mac(family)) {
            throw new IOException("interface " + name + " has another MAC address than that of the virtual router;"
                    + " delete it: ip link delete " + name);
        }
        // the kernel may have no IPv6
        socket.batch(List.of(LinkRequests.noAddressOfItsOwn(link.index())), "set up interface " + name);
        ignoreRouterAdvertisements(name);
        socket.request(LinkRequests.ipv4Settings(link.index(), SETTINGS), "set " + SETTINGS + " on " + name);
        socket.request(LinkRequests.up(link.index()), "set interface " + name + " up");
        return link.index();
    }

    /**
     * The kernel would make an address out of the MAC address, against RFC 9568 section 7.4. A node that forwards, as one of
     * Kubernetes does, takes none anyhow; rtnetlink has no such setting, and where /proc/sys is read-only this does nothing.
     */
    private static void ignoreRouterAdvertisements(String name) {
        try {
            Files.writeString(IPV6_SETTINGS.resolve(name).resolve("accept_ra"), "0");
        } catch (IOException e) {
            log.debug("{} takes router advertisements as the node does: {}", name, e.toString());
        }
    }

    @Override
    public synchronized OptionalInt find(int cardIndex, AddressFamily family, VirtualRouterId vrid) throws IOException {
        return tables.link(MacvlanName.of(cardIndex, family, vrid))
                .map(link -> OptionalInt.of(link.index()))
                .orElse(OptionalInt.empty());
    }

    @Override
    public synchronized void remove(int index) throws IOException {
        try {
            socket.request(LinkRequests.remove(index), "remove interface " + index);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENODEV)) {
                throw e;
            }
        }
    }

    @Override
    public synchronized Set<Integer> all() throws IOException {
        return tables.links().stream()
                .filter(MacvlanName::ours)
                .map(KernelLink::index)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized void close() {
        socket.close();
    }
}
