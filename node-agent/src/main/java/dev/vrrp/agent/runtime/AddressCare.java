package dev.vrrp.agent.runtime;

import static dev.vrrp.agent.runtime.EventLoop.Timed.earlier;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.LeaseKeeper.Restored;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done for the addresses of virtual routers that are Master: the kernel holds them, the neighbours know, and what stands in
 * the way is told. {@link #settle} is called when everything that is due has been decided, so that nothing is done for a
 * Master that is late.
 */
final class AddressCare {
    private static final Logger log = LoggerFactory.getLogger(AddressCare.class);
    /** More than a person reads; the bound of the status. */
    private static final int MOST_PROBLEMS = 64;

    private final LeaseKeeper leases;
    private final AddressCarriers carriers;
    private final Announcer announcer;
    private final ConflictWatch conflicts;
    private final RouterHistory history;
    private final ReportListener listener;

    /** Those that hold their addresses, by name. */
    private final Map<String, VirtualRouterConfig> holders = new HashMap<>();

    private List<AddressProblem> problems = List.of();

    /** Those of which the kernel has no address, with the reason; until asked for. */
    private final Map<String, String> refused = new HashMap<>();

    /** Interfaces of virtual MAC addresses that a virtual router has given up. */
    private final Set<Integer> left = new HashSet<>();

    AddressCare(
            LeaseKeeper leases,
            AddressCarriers carriers,
            Announcer announcer,
            ConflictWatch conflicts,
            RouterHistory history,
            ReportListener listener) {
        this.leases = leases;
        this.carriers = carriers;
        this.announcer = announcer;
        this.conflicts = conflicts;
        this.history = history;
        this.listener = listener;
    }

    /** The virtual router on {@code card} is Master; it fails where the interface of its MAC address can't be made. */
    void install(VirtualRouterConfig config, Link card, MonotonicInstant now) throws IOException {
        holders.put(config.name(), config);
        try {
            leases.install(config, carriers.ensure(config, card), now);
        } catch (IOException e) {
            listener.leaseFailed(config.name());
            refused.put(config.name(), "the interface of its MAC address can't be made: " + e.getMessage());
            throw e;
        }
    }

    void remove(VirtualRouterConfig config) {
        holders.remove(config.name());
        announcer.cancel(config.name());
        if (config.virtualMac()) {
            leases.carrier(config).ifPresent(left::add);
        }
        leases.remove(config);
    }

    /** The virtual router is Master, on time, and has just said so. */
    void advertised(VirtualRouterConfig config, Link card, MonotonicInstant now) throws IOException {
        if (config.virtualMac() && holders.containsKey(config.name())) {
            repairCarrier(config, card, now);
        }
        leases.advertised(config, now);
    }

    /** An interface that could not be made, or that another program has deleted, is there with the next advertisement. */
    private void repairCarrier(VirtualRouterConfig config, Link card, MonotonicInstant now) throws IOException {
        OptionalInt held = leases.carrier(config);
        if (held.isEmpty() || !held.equals(carriers.find(config, card))) {
            log.warn("{}: the interface of its MAC address is not there and is made anew", config.name());
            install(config, card, now);
            announcer.announce(config, now);
        }
    }

    void announce(VirtualRouterConfig config, MonotonicInstant now) {
        announcer.announce(config, now);
    }

    /** The virtual router resigns: what it still had to announce must not come after what the next Master announces. */
    void leaveToTheNext(VirtualRouterConfig config) {
        announcer.cancel(config.name());
    }

    /** Somebody else has set {@code address} on an interface, or anybody has taken it away. */
    void changed(int linkIndex, InetAddress address, boolean removed, MonotonicInstant now) {
        leases.changed(linkIndex, address, removed, now);
    }

    /** Does what is due; returns whether {@link #problems} has changed. */
    boolean settle(MonotonicInstant now) {
        LeaseKeeper.Settled settled = leases.settle(now);
        settled.failed().forEach(listener::leaseFailed);
        refused.putAll(settled.refused());
        removeCarriers();
        for (Restored restored : settled.restored()) {
            VirtualRouterConfig config = holders.get(restored.router());
            if (config != null) {
                announcer.announce(config, List.of(restored.address()), now);
                history.restored(config, restored);
            }
        }
        conflicts.settle(now);
        announcer.settle(now);
        return renewProblems(now);
    }

    /** The virtual routers whose addresses the kernel has all refused since this was last asked, with the reason. */
    Map<String, String> takeRefused() {
        if (refused.isEmpty()) {
            return Map.of();
        }
        Map<String, String> taken = Map.copyOf(refused);
        refused.clear();
        return taken;
    }

    private void removeCarriers() {
        if (!left.isEmpty()) {
            left.removeIf(leases::isCarrier);
            carriers.remove(Set.copyOf(left));
            left.clear();
        }
    }

    private boolean renewProblems(MonotonicInstant now) {
        if (problems.isEmpty() && !leases.hasProblems() && !conflicts.hasProblems()) {
            return false;
        }
        List<AddressProblem> present = Stream.concat(
                        leases.problems(history, now).stream(), conflicts.problems(history, now).stream())
                .limit(MOST_PROBLEMS)
                .toList();
        boolean same = present.size() == problems.size()
                && IntStream.range(0, present.size())
                        .allMatch(i -> present.get(i).isSameAs(problems.get(i)));
        if (!same) {
            problems = present;
        }
        return !same;
    }

    /** What is wrong with the addresses now. */
    List<AddressProblem> problems() {
        return problems;
    }

    Optional<MonotonicInstant> nextDeadline() {
        return earlier(earlier(leases.nextDeadline(), announcer.nextDeadline()), conflicts.nextDeadline());
    }
}
