package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.AdvertisementInterval;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.runtime.AddressLeases.Held;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which addresses each virtual router holds in the kernel, and when their leases are to be refreshed. */
final class LeaseKeeper {
    private record Holding(int linkIndex, Set<InterfaceAddress> addresses, MonotonicInstant refreshed) {}

    /** A virtual router that starts anew as another one of the same name does not give up what its predecessor holds. */
    private record Holder(
            String name,
            String interfaceName,
            AddressFamily family,
            VirtualRouterId vrid,
            ProtocolVersion version,
            Transport transport) {
        static Holder of(VirtualRouterConfig config) {
            return new Holder(
                    config.name(),
                    config.interfaceName(),
                    config.family(),
                    config.vrid(),
                    config.version(),
                    config.transport());
        }
    }

    private final AddressLeases leases;
    private final Map<Holder, Holding> holdings = new HashMap<>();

    LeaseKeeper(AddressLeases leases) {
        this.leases = leases;
    }

    /**
     * The lease of an address: three advertisement intervals, so that it does not outlive the peers' master down interval by
     * more than the kernel's own delay; in whole seconds, 1 at least.
     */
    static Duration leaseOf(AdvertisementInterval interval) {
        return Duration.ofSeconds(Math.max(1, 3 * interval.nanos() / 1_000_000_000L));
    }

    /** Makes the kernel hold exactly the addresses of {@code config} for it. */
    void install(VirtualRouterConfig config, int linkIndex, MonotonicInstant now) throws IOException {
        Set<InterfaceAddress> wanted = new LinkedHashSet<>(config.addresses());
        Holding before = holdings.put(Holder.of(config), new Holding(linkIndex, wanted, now));
        if (before != null) {
            before.addresses().removeAll(before.linkIndex() == linkIndex ? wanted : Set.of());
            release(before);
        }
        leases.hold(linkIndex, wanted, leaseOf(config.interval()));
    }

    /** Refreshes the lease if it would be older than a third at the next advertisement. */
    void refresh(VirtualRouterConfig config, MonotonicInstant now) throws IOException {
        Holding holding = holdings.get(Holder.of(config));
        if (holding == null) {
            return;
        }
        Duration lease = leaseOf(config.interval());
        long ageAtNextAdvertisement =
                now.nanosSince(holding.refreshed()) + config.interval().nanos();
        if (ageAtNextAdvertisement > lease.toNanos() / 3) {
            leases.hold(holding.linkIndex(), holding.addresses(), lease);
            holdings.put(Holder.of(config), new Holding(holding.linkIndex(), holding.addresses(), now));
        }
    }

    /** Gives up what the virtual router holds, but for what another one holds too. */
    void remove(VirtualRouterConfig config) throws IOException {
        Holding holding = holdings.remove(Holder.of(config));
        if (holding != null) {
            release(holding);
        }
    }

    private void release(Holding holding) throws IOException {
        List<InterfaceAddress> unused = holding.addresses().stream()
                .filter(address -> holdings.values().stream()
                        .noneMatch(other -> other.linkIndex() == holding.linkIndex()
                                && other.addresses().contains(address)))
                .toList();
        if (!unused.isEmpty()) {
            leases.release(holding.linkIndex(), unused);
        }
    }

    /**
     * Whether every address of {@code config} is still ours from an earlier run of this program, and so fresh that no peer can
     * have taken over since: the lease was refreshed less than three intervals ago, counted in the kernel's whole seconds.
     */
    boolean canAdopt(VirtualRouterConfig config, int linkIndex, Collection<Held> held) {
        Duration lease = leaseOf(config.interval());
        return config.addresses().stream().allMatch(address -> held.stream()
                .anyMatch(one -> one.linkIndex() == linkIndex
                        && one.address().equals(address)
                        && lease.minus(one.remaining()).plusSeconds(1).toNanos()
                                <= 3 * config.interval().nanos()));
    }

    /** Removes what an earlier run of this program left, but for {@code kept}. */
    void removeLeftovers(Collection<Held> held, Collection<Held> kept) throws IOException {
        Map<Integer, List<InterfaceAddress>> leftovers = new HashMap<>();
        held.stream().filter(one -> !kept.contains(one)).forEach(one -> leftovers
                .computeIfAbsent(one.linkIndex(), _ -> new ArrayList<>())
                .add(one.address()));
        for (Map.Entry<Integer, List<InterfaceAddress>> entry : leftovers.entrySet()) {
            leases.release(entry.getKey(), entry.getValue());
        }
    }

    List<Held> held() throws IOException {
        return leases.held();
    }
}
