package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.model.AddressFamily;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.Transport;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.model.VirtualRouterId;
import dev.vrrp.agent.runtime.AddressLeases.Held;
import dev.vrrp.agent.runtime.AddressLeases.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which addresses each virtual router holds in the kernel. What is to be added, refreshed and removed is gathered while events
 * are worked through, and carried out for all virtual routers together by {@link #settle}. The kernel is looked at when it tells
 * of a change that somebody else made, and now and then for a change that it could not tell.
 */
final class LeaseKeeper {
    private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

    /** A notification may be lost when very many come at once. */
    private static final long LOOK_AGAIN_NANOS = 10_000_000_000L;

    /** A virtual router that starts anew as another one of the same name does not give up what its predecessor holds. */
    private record Holder(
            String name,
            String interfaceName,
            AddressFamily family,
            VirtualRouterId vrid,
            ProtocolVersion version,
            Transport transport,
            boolean virtualMac) {
        static Holder of(VirtualRouterConfig config) {
            return new Holder(
                    config.name(),
                    config.interfaceName(),
                    config.family(),
                    config.vrid(),
                    config.version(),
                    config.transport(),
                    config.virtualMac());
        }
    }

    private record Place(int linkIndex, InterfaceAddress address) {}

    /** An address as the kernel tells of its changes. */
    private record Bound(int linkIndex, InetAddress address) {}

    /**
     * An address that was not there, since another program took it away or had set it, and that is there again as ours.
     *
     * @param times how often that was so of late
     */
    record Restored(String router, InterfaceAddress address, int times) {}

    /**
     * What came of it.
     *
     * @param failed names of virtual routers for which the kernel did not do all that was asked
     * @param refused names of those of which it took no address, with the reason
     */
    record Settled(List<Restored> restored, Set<String> failed, Map<String, String> refused) {
        private static final Settled NOTHING = new Settled(List.of(), Set.of(), Map.of());
    }

    private final AddressLeases leases;
    private final Map<Holder, Holding> holdings = new HashMap<>();
    /** One each, but for two that share an address. */
    private final Map<Bound, List<Holding>> bound = new HashMap<>();

    private final Map<Integer, Set<InterfaceAddress>> unwanted = new HashMap<>();
    private final Set<Holding> fresh = new HashSet<>();
    private final Set<Holding> due = new HashSet<>();
    /** Those of which an address is not there; asked after each event. */
    private final Set<Holding> lacking = new HashSet<>();

    /** Interfaces on which somebody else has changed an address of ours. */
    private final Set<Integer> doubted = new HashSet<>();

    /** Names of virtual routers, for the next {@link Settled}. */
    private final Set<String> failed = new HashSet<>();

    private final Map<String, String> refused = new HashMap<>();

    /** Bounded by the addresses held: forgotten with the holding. */
    private final Map<Place, Restorations> restorations = new HashMap<>();

    /** What was taken away and has not been seen since; a refresh may have put it back before that was told. */
    private final Set<Place> missed = new HashSet<>();

    private Optional<MonotonicInstant> nextLook = Optional.empty();

    LeaseKeeper(AddressLeases leases) {
        this.leases = leases;
    }

    /** The kernel is to hold exactly the addresses of {@code config} for it. */
    void install(VirtualRouterConfig config, int linkIndex, MonotonicInstant now) {
        Holding holding = new Holding(config, linkIndex, now);
        giveUp(holdings.put(Holder.of(config), holding));
        holding.addresses().forEach(address -> bound.computeIfAbsent(
                        new Bound(linkIndex, address.address()), _ -> new ArrayList<>(1))
                .add(holding));
        fresh.add(holding);
    }

    /** The virtual router is Master, on time, and has just said so. */
    void advertised(VirtualRouterConfig config, MonotonicInstant now) {
        Holding holding = holdings.get(Holder.of(config));
        if (holding == null) {
            return;
        }
        holding.advertised(config.interval(), now);
        if (holding.isDue(now)) {
            due.add(holding);
        }
    }

    /** Gives up what the virtual router holds, but for what another one holds too. */
    void remove(VirtualRouterConfig config) {
        giveUp(holdings.remove(Holder.of(config)));
    }

    private void giveUp(@Nullable Holding holding) {
        if (holding != null) {
            fresh.remove(holding);
            due.remove(holding);
            lacking.remove(holding);
            holding.addresses()
                    .forEach(address ->
                            bound.computeIfPresent(new Bound(holding.linkIndex(), address.address()), (_, sharers) -> {
                                sharers.remove(holding);
                                return sharers.isEmpty() ? null : sharers;
                            }));
            unwanted.computeIfAbsent(holding.linkIndex(), _ -> new HashSet<>()).addAll(holding.addresses());
        }
    }

    /** Index of the interface that the virtual router holds addresses on. */
    OptionalInt carrier(VirtualRouterConfig config) {
        Holding holding = holdings.get(Holder.of(config));
        return holding == null ? OptionalInt.empty() : OptionalInt.of(holding.linkIndex());
    }

    /** Whether any virtual router holds addresses on an interface. */
    boolean isCarrier(int linkIndex) {
        return holdings.values().stream().anyMatch(holding -> holding.linkIndex() == linkIndex);
    }

    /** Somebody else has set {@code address} on an interface, or anybody has taken it away. */
    void changed(int linkIndex, InetAddress address, boolean removed, MonotonicInstant now) {
        for (Holding holding : bound.getOrDefault(new Bound(linkIndex, address), List.of())) {
            for (InterfaceAddress own : holding.addresses()) {
                if (own.address().equals(address)) {
                    changed(holding, own, removed && holding.isPresent(own) && !fresh.contains(holding), now);
                }
            }
        }
    }

    private void changed(Holding holding, InterfaceAddress address, boolean taken, MonotonicInstant now) {
        Place place = new Place(holding.linkIndex(), address);
        if (taken) {
            restorations.compute(place, (_, known) -> (known == null ? Restorations.none(now) : known).removed(now));
            missed.add(place);
        }
        Restorations known = restorations.get(place);
        if (known != null && taken && !known.delay().isZero()) {
            String message = "another program goes on taking it off the interface; it is put back after "
                    + known.delay().toMillis() + " ms";
            holding.isAbsent(address, AddressProblem.Reason.REMOVED_REPEATEDLY, message, now);
            lacking.add(holding);
        } else if (!isHeldBack(place, now)) {
            doubted.add(holding.linkIndex());
        }
    }

    private boolean isHeldBack(Place place, MonotonicInstant now) {
        Restorations known = restorations.get(place);
        return known != null && now.isBefore(putBackAt(known));
    }

    private static MonotonicInstant putBackAt(Restorations known) {
        return known.since().plusNanos(known.delay().toNanos());
    }

    /** Carries out what has been gathered. */
    Settled settle(MonotonicInstant now) {
        if (!unwanted.isEmpty()) {
            release();
        }
        if (!fresh.isEmpty()) {
            bind(now);
        }
        if (!due.isEmpty()) {
            refresh(now);
        }
        List<Restored> restored = look(now);
        if (restored.isEmpty() && failed.isEmpty()) {
            return Settled.NOTHING;
        }
        Settled settled = new Settled(restored, Set.copyOf(failed), Map.copyOf(refused));
        failed.clear();
        refused.clear();
        return settled;
    }

    private void release() {
        unwanted.forEach((linkIndex, addresses) -> {
            Set<InterfaceAddress> wanted = wanted(linkIndex);
            List<InterfaceAddress> unused = addresses.stream()
                    .filter(address -> !wanted.contains(address))
                    .toList();
            unused.stream().map(address -> new Place(linkIndex, address)).forEach(place -> {
                restorations.remove(place);
                missed.remove(place);
            });
            if (!unused.isEmpty()) {
                try {
                    leases.release(linkIndex, unused);
                } catch (IOException e) {
                    log.warn("addresses are given up, and stay until their lease ends: {}", e.getMessage());
                }
            }
        });
        unwanted.clear();
    }

    private Set<InterfaceAddress> wanted(int linkIndex) {
        Set<InterfaceAddress> wanted = new HashSet<>();
        holdings.values().stream()
                .filter(holding -> holding.linkIndex() == linkIndex)
                .forEach(holding -> wanted.addAll(holding.addresses()));
        return wanted;
    }

    private void bind(MonotonicInstant now) {
        byLink(fresh).forEach((linkIndex, ofLink) -> hold(linkIndex, ofLink, now));
        fresh.clear();
        if (nextLook.isEmpty()) {
            nextLook = Optional.of(now.plusNanos(LOOK_AGAIN_NANOS));
        }
    }

    private void refresh(MonotonicInstant now) {
        Map<Integer, Map<InterfaceAddress, Duration>> batch = new HashMap<>();
        for (Holding holding : holdings.values()) {
            if (due.contains(holding) || holding.canGoAlong(now)) {
                holding.refreshed(now);
                batch.computeIfAbsent(holding.linkIndex(), _ -> new LinkedHashMap<>())
                        .putAll(holding.present());
            }
        }
        due.clear();
        try {
            leases.refresh(batch);
        } catch (IOException e) {
            log.warn("the kernel is looked at, since it did not take all: {}", e.getMessage());
            doubted.addAll(batch.keySet());
        }
    }

    private List<Restored> look(MonotonicInstant now) {
        if (!lacking.isEmpty()) {
            takenAway().filter(place -> !isHeldBack(place, now)).forEach(place -> doubted.add(place.linkIndex()));
        }
        if (nextLook.isPresent() && !now.isBefore(nextLook.get())) {
            nextLook = holdings.isEmpty() ? Optional.empty() : Optional.of(now.plusNanos(LOOK_AGAIN_NANOS));
            restorations.values().removeIf(known -> known.isOver(now));
            holdings.values().forEach(holding -> doubted.add(holding.linkIndex()));
        }
        if (doubted.isEmpty()) {
            return List.of();
        }
        List<Restored> restored = new ArrayList<>();
        byLink(holdings.values()).forEach((linkIndex, ofLink) -> {
            if (doubted.contains(linkIndex)) {
                Set<InterfaceAddress> added = hold(linkIndex, ofLink, now);
                ofLink.forEach(holding -> holding.addresses().stream()
                        .filter(added::contains)
                        .map(address -> restored(holding, address))
                        .forEach(restored::add));
            }
        });
        doubted.clear();
        return restored;
    }

    /** The addresses that are not there because another program goes on taking them away. */
    private Stream<Place> takenAway() {
        return lacking.stream()
                .flatMap(holding -> holding.takenAway().map(address -> new Place(holding.linkIndex(), address)));
    }

    private Restored restored(Holding holding, InterfaceAddress address) {
        Restorations known = restorations.get(new Place(holding.linkIndex(), address));
        return new Restored(holding.router(), address, known == null ? 1 : known.steps());
    }

    /** Has the kernel hold what these want, but for what is held back; returns what had been missing and is there now. */
    private Set<InterfaceAddress> hold(int linkIndex, List<Holding> ofLink, MonotonicInstant now) {
        Map<InterfaceAddress, Duration> wanted = new LinkedHashMap<>();
        for (Holding holding : ofLink) {
            for (InterfaceAddress address : holding.addresses()) {
                if (!isHeldBack(new Place(linkIndex, address), now)) {
                    wanted.merge(address, holding.lease(), (one, other) -> one.compareTo(other) > 0 ? one : other);
                }
            }
        }
        try {
            Outcome outcome = leases.hold(linkIndex, wanted);
            ofLink.forEach(holding -> {
                note(holding, wanted.keySet(), outcome, now);
                if (holding.lacksAny()) {
                    failed.add(holding.router());
                }
                holding.refusal().ifPresent(message -> refused.put(holding.router(), message));
            });
            Set<InterfaceAddress> back = new HashSet<>(outcome.added());
            wanted.keySet().stream()
                    .filter(address -> ofLink.stream().anyMatch(holding -> holding.isPresent(address)))
                    .filter(address -> missed.remove(new Place(linkIndex, address)))
                    .forEach(back::add);
            return back;
        } catch (IOException e) {
            log.warn("addresses could not be held: {}", e.getMessage());
            ofLink.forEach(holding -> failed.add(holding.router()));
            return Set.of();
        }
    }

    private void note(Holding holding, Set<InterfaceAddress> tried, Outcome outcome, MonotonicInstant now) {
        for (InterfaceAddress address : holding.addresses()) {
            if (outcome.foreign().contains(address)) {
                String message = "it is on the interface already and not ours, so it stays untouched;"
                        + " take it off the interface, or out of the virtual router";
                holding.isAbsent(address, AddressProblem.Reason.ANOTHER_PROGRAM, message, now);
            } else if (outcome.refused().containsKey(address)) {
                String message =
                        "the kernel does not take it: " + outcome.refused().get(address);
                holding.isAbsent(address, AddressProblem.Reason.REFUSED, message, now);
            } else if (tried.contains(address)) {
                holding.isThere(address);
            }
        }
        if (holding.lacksAny()) {
            lacking.add(holding);
        } else {
            lacking.remove(holding);
        }
    }

    private static Map<Integer, List<Holding>> byLink(Collection<Holding> some) {
        Map<Integer, List<Holding>> byLink = new HashMap<>();
        some.forEach(holding -> byLink.computeIfAbsent(holding.linkIndex(), _ -> new ArrayList<>())
                .add(holding));
        return byLink;
    }

    boolean hasProblems() {
        return !lacking.isEmpty();
    }

    /** The addresses that are not there as ours, with the reason. */
    List<AddressProblem> problems(RouterHistory history, MonotonicInstant now) {
        return holdings.values().stream()
                .flatMap(holding -> holding.problems(history, now))
                .toList();
    }

    /** When {@link #settle} is to be called next at the latest. */
    Optional<MonotonicInstant> nextDeadline() {
        if (lacking.isEmpty()) {
            return nextLook;
        }
        return Stream.concat(
                        nextLook.stream(),
                        takenAway()
                                .map(restorations::get)
                                .filter(Objects::nonNull)
                                .map(LeaseKeeper::putBackAt))
                .reduce(MonotonicInstant::earlier);
    }

    /**
     * Whether every address of {@code config} is still ours from an earlier run of this program, and so fresh that no peer can
     * have taken over since: the lease was refreshed less than three intervals ago, counted in the kernel's whole seconds.
     */
    boolean canAdopt(VirtualRouterConfig config, int linkIndex, Collection<Held> held) {
        Duration lease = Holding.leaseOf(config.interval());
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
