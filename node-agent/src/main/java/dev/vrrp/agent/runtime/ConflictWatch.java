package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.model.InterfaceAddress;
import dev.vrrp.agent.protocol.model.MacAddress;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.TransitionReason;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.protocol.wire.NeighborClaim;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds another host that has an address of a virtual router, after RFC 5227 and RFC 4862: it asks while no Master was ever heard,
 * so that the answer is there before the addresses are bound and nothing waits for it, and each minute while they are; and it
 * listens. Who speaks VRRP is no such host: a Master that we are about to meet says both. So a claim is believed only if its sender
 * is not heard to advertise for as long as a Master may be silent, and claims the address again when it is asked. Then it is told, and as
 * RFC 5227 section 2.4 (c) has it, defended by one announcement in ten seconds: the address is not given up, since VRRP says who
 * has it, and anybody could have it given up else.
 */
final class ConflictWatch {
    private static final Logger log = LoggerFactory.getLogger(ConflictWatch.class);
    private static final int MOST_SUSPECTS = 64;
    private static final int MOST_MISSES = 3;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long ANSWER_NANOS = SECOND_NANOS;
    private static final long ASK_AGAIN_NANOS = SECOND_NANOS;
    private static final long ASK_AS_MASTER_NANOS = 60 * SECOND_NANOS;
    /** DEFEND_INTERVAL of RFC 5227. */
    private static final long DEFEND_NANOS = 10 * SECOND_NANOS;

    /** A router that has spoken is known for this long; as for foreign routers. */
    private static final long KNOWN_NANOS = 30 * SECOND_NANOS;

    private record Target(String interfaceName, InetAddress address) {}

    private record Host(String interfaceName, long mac) {}

    private record Claim(Target target, long mac) {
        Host host() {
            return new Host(target.interfaceName, mac);
        }
    }

    /** A claim that is looked into. */
    private static final class Suspect {
        private final String router;
        private final MonotonicInstant since;
        private MonotonicInstant heard;
        private MonotonicInstant deadline;
        private Optional<MonotonicInstant> asked = Optional.empty();
        private boolean confirmed;
        private int misses;

        Suspect(String router, MonotonicInstant now, MonotonicInstant deadline) {
            this.router = router;
            this.since = now;
            this.heard = now;
            this.deadline = deadline;
        }
    }

    private final Announcer announcer;
    private final Map<String, Link> links;
    private final Function<String, Optional<VirtualRouter>> routers;

    private Map<Target, String> targets = Map.of();
    /** The addresses of {@link #targets}, for any thread. */
    private volatile Set<InetAddress> watched = Set.of();

    private final Map<Claim, Suspect> suspects = new LinkedHashMap<>();
    /** Hosts that have claimed an address and speak VRRP, with the end of that knowledge; as many as suspects at most. */
    private final Map<Host, MonotonicInstant> speakers = new HashMap<>();
    /** When to ask next, by virtual router. */
    private final Map<String, MonotonicInstant> questions = new HashMap<>();

    private Optional<MonotonicInstant> next = Optional.empty();

    ConflictWatch(Announcer announcer, Map<String, Link> links, Function<String, Optional<VirtualRouter>> routers) {
        this.announcer = announcer;
        this.links = links;
        this.routers = routers;
    }

    /** These virtual routers are there, and no others. */
    void configured(Collection<VirtualRouterConfig> configs) {
        Map<Target, String> present = new HashMap<>();
        for (VirtualRouterConfig config : configs) {
            config.addresses()
                    .forEach(address ->
                            present.put(new Target(config.interfaceName(), address.address()), config.name()));
        }
        targets = present;
        watched = present.keySet().stream().map(Target::address).collect(Collectors.toUnmodifiableSet());
        questions.keySet().retainAll(Set.copyOf(present.values()));
        suspects.keySet().removeIf(claim -> !present.containsKey(claim.target));
    }

    /** Whether a claim may be about an address of ours; for any thread. */
    boolean concerns(NeighborClaim claim) {
        return watched.contains(claim.address());
    }

    /** A virtual router has another state. */
    void stateChanged(VirtualRouter router, TransitionReason reason, MonotonicInstant now) {
        String name = router.config().name();
        switch (router.role()) {
            // one that was late says nothing at all before it has listened
            case Role.Backup _ -> askAt(name, reason == TransitionReason.LATE ? now.plusNanos(ASK_AGAIN_NANOS) : now);
            case Role.Master _ -> askAt(name, now.plusNanos(ASK_AGAIN_NANOS));
            case Role.Initialize _, Role.Resigning _, Role.Fault _ -> questions.remove(name);
        }
    }

    private void askAt(String router, MonotonicInstant at) {
        questions.put(router, at);
        wakeAt(at);
    }

    private void wakeAt(MonotonicInstant at) {
        next = Optional.of(next.isEmpty() ? at : MonotonicInstant.earlier(next.get(), at));
    }

    /** Somebody on an interface claims an address. */
    void heard(String interfaceName, NeighborClaim heard, MonotonicInstant now) {
        Claim claim = new Claim(new Target(interfaceName, heard.address()), heard.mac());
        Suspect known = suspects.get(claim);
        if (known != null) {
            known.heard = now;
            return;
        }
        String name = targets.get(claim.target);
        if (name == null || isOwn(heard.mac()) || isSpeaker(claim.host(), now) || suspects.size() == MOST_SUSPECTS) {
            return;
        }
        Optional<VirtualRouter> concerned =
                routers.apply(name).filter(router -> isConcerned(router) && heard.mac() != virtualMac(router.config()));
        concerned.ifPresent(router -> {
            Suspect suspect = new Suspect(name, now, now.plusNanos(patienceNanos(router)));
            suspects.put(claim, suspect);
            wakeAt(suspect.deadline);
        });
    }

    /** Nobody has it who is not Master of the virtual router. */
    private static long virtualMac(VirtualRouterConfig config) {
        return config.vrid().mac(config.family());
    }

    /** While another Master is heard, it is no wonder that another host has the addresses. */
    private static boolean isConcerned(VirtualRouter router) {
        return switch (router.role()) {
            case Role.Backup backup -> backup.lastHeard() == null;
            case Role.Master _ -> true;
            case Role.Initialize _, Role.Resigning _, Role.Fault _ -> false;
        };
    }

    /** How long a Master may be silent; while none was heard, a bit more than its interval, so that there is time to ask. */
    private static long patienceNanos(VirtualRouter router) {
        int intervals = router.role() instanceof Role.Master ? 4 : 2;
        return Math.max(SECOND_NANOS, intervals * router.config().interval().nanos());
    }

    private boolean isOwn(long mac) {
        return links.values().stream().anyMatch(link -> link.mac() == mac);
    }

    private boolean isSpeaker(Host host, MonotonicInstant now) {
        MonotonicInstant until = speakers.get(host);
        return until != null && now.isBefore(until);
    }

    /** A host on an interface has sent an advertisement. */
    void spoke(String interfaceName, long mac, MonotonicInstant now) {
        if (suspects.isEmpty()) {
            return;
        }
        Host host = new Host(interfaceName, mac);
        if (suspects.keySet().removeIf(claim -> claim.host().equals(host))) {
            speakers.values().removeIf(until -> !now.isBefore(until));
            if (speakers.size() < MOST_SUSPECTS) {
                speakers.put(host, now.plusNanos(KNOWN_NANOS));
            }
        }
    }

    Optional<MonotonicInstant> nextDeadline() {
        return next;
    }

    void settle(MonotonicInstant now) {
        if (next.isEmpty() || now.isBefore(next.get())) {
            return;
        }
        for (String name : List.copyOf(questions.keySet())) {
            if (!now.isBefore(questions.getOrDefault(name, now))) {
                askForAll(name, now);
            }
        }
        for (Iterator<Map.Entry<Claim, Suspect>> i = suspects.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Claim, Suspect> entry = i.next();
            if (!now.isBefore(entry.getValue().deadline) && !staysAfter(entry.getKey(), entry.getValue(), now)) {
                i.remove();
            }
        }
        next = Stream.concat(
                        questions.values().stream(), suspects.values().stream().map(suspect -> suspect.deadline))
                .reduce(MonotonicInstant::earlier);
    }

    private void askForAll(String name, MonotonicInstant now) {
        Optional<VirtualRouter> router = routers.apply(name).filter(ConflictWatch::isConcerned);
        if (router.isEmpty()) {
            questions.remove(name);
            return;
        }
        VirtualRouterConfig config = router.get().config();
        announcer.ask(config, config.addresses(), now);
        boolean master = router.get().role() instanceof Role.Master;
        questions.put(name, now.plusNanos(master ? ASK_AS_MASTER_NANOS : ASK_AGAIN_NANOS));
    }

    /** What the deadline of a suspect means: it is asked, or has answered, or has not. */
    private boolean staysAfter(Claim claim, Suspect suspect, MonotonicInstant now) {
        Optional<VirtualRouter> router = routers.apply(suspect.router).filter(ConflictWatch::isConcerned);
        if (router.isEmpty()) {
            return false;
        }
        VirtualRouterConfig config = router.get().config();
        List<InterfaceAddress> address = config.addresses().stream()
                .filter(one -> one.address().equals(claim.target.address))
                .toList();
        if (suspect.asked.isEmpty()) {
            suspect.asked = Optional.of(now);
            suspect.deadline = now.plusNanos(ANSWER_NANOS);
            announcer.ask(config, address, now);
            return true;
        }
        boolean answered = !suspect.heard.isBefore(suspect.asked.get());
        suspect.asked = Optional.empty();
        suspect.deadline = now.plusNanos(DEFEND_NANOS);
        suspect.misses = answered ? 0 : suspect.misses + 1;
        if (!answered) {
            return suspect.confirmed && suspect.misses < MOST_MISSES;
        }
        if (!suspect.confirmed) {
            suspect.confirmed = true;
            log.warn("{}: {}", config.name(), message(claim));
        }
        if (router.get().role() instanceof Role.Master) {
            announcer.announce(config, address, now);
        }
        return true;
    }

    private static String message(Claim claim) {
        return InterfaceAddress.text(claim.target.address) + " is also used by " + new MacAddress(claim.mac) + " on "
                + claim.target.interfaceName
                + ", which is no Master of the virtual router; take it off that host, or out of the virtual router";
    }

    boolean hasProblems() {
        return suspects.values().stream().anyMatch(suspect -> suspect.confirmed);
    }

    /** The hosts that have an address of ours. */
    List<AddressProblem> problems(RouterHistory history, MonotonicInstant now) {
        List<AddressProblem> problems = new ArrayList<>();
        suspects.forEach((claim, suspect) -> {
            if (suspect.confirmed) {
                routers.apply(suspect.router).ifPresent(router -> router.config().addresses().stream()
                        .filter(address -> address.address().equals(claim.target.address))
                        .forEach(address -> problems.add(new AddressProblem(
                                suspect.router,
                                address,
                                AddressProblem.Reason.ANOTHER_HOST,
                                claim.mac,
                                message(claim),
                                history.timeOfDay(suspect.since, now)))));
            }
        });
        return problems;
    }
}
