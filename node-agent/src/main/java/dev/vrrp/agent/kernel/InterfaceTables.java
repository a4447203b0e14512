package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.AddressRequests;
import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.KernelAddress;
import dev.vrrp.agent.kernel.netlink.KernelLink;
import dev.vrrp.agent.kernel.netlink.LinkRequests;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.AddressReport;
import dev.vrrp.agent.kernel.netlink.NetlinkMessage.LinkReport;
import dev.vrrp.agent.kernel.netlink.ffi.RequestSocket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the kernel's tables of interfaces and addresses. */
final class InterfaceTables {
    private final RequestSocket socket;

    InterfaceTables(RequestSocket socket) {
        this.socket = socket;
    }

    List<KernelLink> links() throws IOException {
        return socket.dump(LinkRequests.dump(), "read the interfaces").stream()
                .filter(LinkReport.class::isInstance)
                .map(message -> ((LinkReport) message).link())
                .toList();
    }

    KernelLink link(int index) throws IOException {
        String asked = "read interface " + index;
        return socket.request(LinkRequests.read(index), asked).stream()
                .filter(LinkReport.class::isInstance)
                .map(message -> ((LinkReport) message).link())
                .findFirst()
                .orElseThrow(() -> new IOException(asked + ": the kernel told nothing"));
    }

    /** The interface of this name, if there is one. */
    Optional<KernelLink> link(String name) throws IOException {
        try {
            return socket.request(LinkRequests.read(name), "read interface " + name).stream()
                    .filter(LinkReport.class::isInstance)
                    .map(message -> ((LinkReport) message).link())
                    .findFirst();
        } catch (ErrnoException e) {
            if (e.is(Errno.ENODEV)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** In the kernel's order: IPv4 first, primary addresses before secondary ones. */
    List<KernelAddress> addresses() throws IOException {
        return addresses(0, "read the addresses");
    }

    List<KernelAddress> addresses(int linkIndex) throws IOException {
        return addresses(linkIndex, "read the addresses of interface " + linkIndex);
    }

    private List<KernelAddress> addresses(int linkIndex, String asked) throws IOException {
        return socket.dump(AddressRequests.dump(linkIndex), asked).stream()
                .filter(AddressReport.class::isInstance)
                .map(message -> ((AddressReport) message).address())
                .filter(address -> linkIndex == 0 || address.linkIndex() == linkIndex)
                .toList();
    }
}
