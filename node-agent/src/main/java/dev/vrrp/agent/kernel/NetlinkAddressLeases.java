package dev.vrrp.agent.kernel;

import dev.vrrp.agent.kernel.netlink.AddressRequests;
import dev.vrrp.agent.kernel.netlink.AddressRequests.Lease;
import dev.vrrp.agent.kernel.netlink.Errno;
import dev.vrrp.agent.kernel.netlink.ErrnoException;
import dev.vrrp.agent.kernel.netlink.KernelAddress;
import dev.vrrp.agent.kernel.netlink.Request;
import dev.vrrp.agent.kernel.netlink.ffi.RequestSocket;
import dev.vrrp.agent.kernel.netlink.ffi.RequestSocket.Refusal;
import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.runtime.AddressLeases;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Leases by RTM_NEWADDR with a lifetime and a mark. What is ours is read from the kernel, so that a restarted agent goes on where
 * its predecessor was killed. Thread-safe.
 */
public final class NetlinkAddressLeases implements AddressLeases, AutoCloseable {
    /** Refused addresses that a message names; the rest is counted. */
    private static final int NAMED_REFUSALS = 5;

    private final RequestSocket socket;
    private final InterfaceTables tables;

    /** Held IPv6 addresses that have no route to their subnet of their own; a refresh must not give them one. */
    private final Set<Place> withoutRoute = new HashSet<>();

    private NetlinkAddressLeases(RequestSocket socket) {
        this.socket = socket;
        this.tables = new InterfaceTables(socket);
    }

    /** Opens a socket in the network namespace of this thread. */
    public static NetlinkAddressLeases open() throws IOException {
        return new NetlinkAddressLeases(RequestSocket.open());
    }

    @Override
    public synchronized Outcome hold(int linkIndex, Map<InterfaceAddress, Duration> leases) throws IOException {
        List<KernelAddress> present = tables.addresses(linkIndex);
        List<Change> changes = new ArrayList<>();
        Set<InterfaceAddress> added = new HashSet<>();
        Set<InterfaceAddress> foreign = new HashSet<>();
        leases.forEach((address, duration) -> {
            List<KernelAddress> same = present.stream()
                    .filter(other -> other.address().equals(address.address()))
                    .toList();
            if (!same.stream().allMatch(LeaseMark::ours)) {
                foreign.add(address);
                return;
            }
            Lease lease = lease(linkIndex, address, wholeSeconds(duration), present);
            List<Change> steps = hold(lease, address, same);
            if (same.stream().noneMatch(other -> other.prefixLength() == address.prefixLength())) {
                added.add(address);
            }
            changes.addAll(steps);
            remember(lease, address);
        });
        Map<InterfaceAddress, String> refused = carryOut(changes, "hold addresses on interface " + linkIndex);
        added.removeAll(refused.keySet());
        return new Outcome(added, foreign, refused);
    }

    @Override
    public synchronized void refresh(Map<Integer, Map<InterfaceAddress, Duration>> leases) throws IOException {
        List<Change> changes = new ArrayList<>();
        leases.forEach((linkIndex, ofLink) -> ofLink.forEach((address, duration) -> {
            boolean subnetRoute = !withoutRoute.contains(new Place(linkIndex, address));
            Lease lease = lease(linkIndex, address, wholeSeconds(duration), subnetRoute);
            changes.add(new Change(AddressRequests.refresh(lease), address, false));
        }));
        String asked = "refresh addresses";
        failIfAny(carryOut(changes, asked), asked);
    }

    @Override
    public synchronized void release(int linkIndex, Collection<InterfaceAddress> addresses) throws IOException {
        addresses.forEach(address -> withoutRoute.remove(new Place(linkIndex, address)));
        List<Change> changes = present(linkIndex).stream()
                .filter(LeaseMark::ours)
                .filter(address -> addresses.contains(interfaceAddress(address)))
                .map(NetlinkAddressLeases::removal)
                .toList();
        String asked = "release addresses on interface " + linkIndex;
        failIfAny(carryOut(changes, asked), asked);
    }

    @Override
    public synchronized List<Held> held() throws IOException {
        return tables.addresses().stream()
                .filter(LeaseMark::ours)
                .map(address -> new Held(
                        address.linkIndex(), interfaceAddress(address), Duration.ofSeconds(address.validSeconds())))
                .toList();
    }

    @Override
    public synchronized void close() {
        socket.close();
    }

    private static Lease lease(int linkIndex, InterfaceAddress address, int seconds, List<KernelAddress> present) {
        // an IPv6 route to a subnet that the interface has already would get the life of the lease, and end with it
        boolean subnetRoute = address.family() == AddressFamily.IPV4
                || present.stream().filter(other -> !LeaseMark.ours(other)).noneMatch(other -> interfaceAddress(other)
                        .sharesSubnetWith(address));
        return lease(linkIndex, address, seconds, subnetRoute);
    }

    private static Lease lease(int linkIndex, InterfaceAddress address, int seconds, boolean subnetRoute) {
        // no virtual IPv6 address is a source that the node chooses by itself while it has another (RFC 6724 rule 3);
        // keepalived has that for /128. An IPv4 address in the subnet of another is none anyhow
        int preferred = address.family() == AddressFamily.IPV6 ? 0 : seconds;
        return new Lease(
                linkIndex,
                address.address(),
                address.prefixLength(),
                LeaseMark.PROTOCOL,
                seconds,
                preferred,
                subnetRoute);
    }

    private void remember(Lease lease, InterfaceAddress address) {
        Place place = new Place(lease.linkIndex(), address);
        if (lease.subnetRoute()) {
            withoutRoute.remove(place);
        } else {
            withoutRoute.add(place);
        }
    }

    private static List<Change> hold(Lease lease, InterfaceAddress address, List<KernelAddress> sameAddress) {
        if (sameAddress.stream().anyMatch(same -> same.prefixLength() == address.prefixLength())) {
            return List.of(new Change(AddressRequests.refresh(lease), address, false));
        }
        List<Change> changes = new ArrayList<>();
        if (address.family() == AddressFamily.IPV6) {
            // for the kernel the prefix length is part of an IPv4 address, but not of an IPv6 address: it would keep
            // the old
            sameAddress.forEach(other -> changes.add(removal(other)));
        }
        changes.add(new Change(AddressRequests.add(lease), address, false));
        return changes;
    }

    private static Change removal(KernelAddress address) {
        Request request = AddressRequests.remove(address.linkIndex(), address.address(), address.prefixLength());
        return new Change(request, interfaceAddress(address), true);
    }

    /** Addresses of an interface; none if it is gone. */
    private List<KernelAddress> present(int linkIndex) throws IOException {
        try {
            return tables.addresses(linkIndex);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENODEV)) {
                return List.of();
            }
            throw e;
        }
    }

    /** The addresses whose changes the kernel refused, each with its reason. */
    private Map<InterfaceAddress, String> carryOut(List<Change> changes, String asked) throws IOException {
        List<Request> requests = changes.stream().map(Change::request).toList();
        Map<InterfaceAddress, String> refused = new LinkedHashMap<>();
        for (Refusal refusal : socket.batch(requests, asked)) {
            Change change = changes.get(refusal.position());
            if (!(change.removal() && isGone(refusal.errno()))) {
                String kernelText = refusal.text().isEmpty() ? "" : ": " + refusal.text();
                refused.put(change.address(), Errno.describe(refusal.errno()) + kernelText);
            }
        }
        return refused;
    }

    /** The lease ended, or the interface went, between reading and removing. */
    private static boolean isGone(int errno) {
        return errno == Errno.EADDRNOTAVAIL.number() || errno == Errno.ENODEV.number();
    }

    private static void failIfAny(Map<InterfaceAddress, String> refused, String asked) throws IOException {
        if (!refused.isEmpty()) {
            String named = refused.entrySet().stream()
                    .limit(NAMED_REFUSALS)
                    .map(refusal -> refusal.getKey() + ": " + refusal.getValue())
                    .collect(Collectors.joining("; "));
            int others = refused.size() - NAMED_REFUSALS;
            throw new IOException(asked + ": " + named + (others > 0 ? "; and " + others + " more" : ""));
        }
    }

    private static InterfaceAddress interfaceAddress(KernelAddress address) {
        return new InterfaceAddress(address.address(), address.prefixLength());
    }

    private static int wholeSeconds(Duration lease) {
        if (lease.getNano() != 0 || lease.getSeconds() < 1 || lease.getSeconds() >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("lease of " + lease + " is no whole number of seconds from 1 on");
        }
        return (int) lease.getSeconds();
    }

    private record Place(int linkIndex, InterfaceAddress address) {}

    /** One request, and the address that it is about. */
    private record Change(Request request, InterfaceAddress address, boolean removal) {}
}
