package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.LeaseKeeper.Restored;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is done for the addresses of virtual routers that are Master: the kernel holds them, the neighbours know, and what stands in
 * the way is told. {@link #settle} is called when everything that is due has been decided, so that nothing is done for a
 * Master that is late.
 */
final class AddressCare {
    private final LeaseKeeper leases;
    private final Announcer announcer;
    private final RouterHistory history;
    private final ReportListener listener;

    /** Those that hold their addresses, by name. */
    private final Map<String, VirtualRouterConfig> holders = new HashMap<>();

    private List<AddressProblem> problems = List.of();

    AddressCare(LeaseKeeper leases, Announcer announcer, RouterHistory history, ReportListener listener) {
        this.leases = leases;
        this.announcer = announcer;
        this.history = history;
        this.listener = listener;
    }

    void install(VirtualRouterConfig config, int linkIndex, MonotonicInstant now) {
        holders.put(config.name(), config);
        leases.install(config, linkIndex, now);
    }

    void remove(VirtualRouterConfig config) {
        holders.remove(config.name());
        announcer.cancel(config.name());
        leases.remove(config);
    }

    /** The virtual router is Master, on time, and has just said so. */
    void advertised(VirtualRouterConfig config, MonotonicInstant now) {
        leases.advertised(config, now);
    }

    void announce(VirtualRouterConfig config, MonotonicInstant now) {
        announcer.announce(config, now);
    }

    /** Somebody else has set {@code address} on an interface, or anybody has taken it away. */
    void changed(int linkIndex, InetAddress address, boolean removed, MonotonicInstant now) {
        leases.changed(linkIndex, address, removed, now);
    }

    /** Does what is due; returns whether {@link #problems} has changed. */
    boolean settle(MonotonicInstant now) {
        LeaseKeeper.Settled settled = leases.settle(now);
        settled.failed().forEach(listener::leaseFailed);
        for (Restored restored : settled.restored()) {
            VirtualRouterConfig config = holders.get(restored.router());
            if (config != null) {
                announcer.announce(config, List.of(restored.address()), now);
                history.restored(config, restored);
            }
        }
        announcer.settle(now);
        return renewProblems(now);
    }

    private boolean renewProblems(MonotonicInstant now) {
        List<AddressProblem> present = leases.hasProblems() ? leases.problems(history, now) : List.of();
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
        Optional<MonotonicInstant> lease = leases.nextDeadline();
        Optional<MonotonicInstant> announcement = announcer.nextDeadline();
        return lease.isPresent() && announcement.isPresent()
                ? Optional.of(MonotonicInstant.earlier(lease.get(), announcement.get()))
                : lease.or(() -> announcement);
    }
}
