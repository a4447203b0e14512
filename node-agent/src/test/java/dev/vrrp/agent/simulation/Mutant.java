package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.GroupTransition;
import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.AdvertisementReceived;
import dev.vrrp.agent.protocol.model.AddressOwner;
import dev.vrrp.agent.protocol.model.AdvertisedPriority;
import dev.vrrp.agent.protocol.model.Advertisement;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.State;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** A core with one defect, each as somebody might write it: made from the real one by what goes in and what comes out. */
enum Mutant implements Core {
    /** The timers of all Backups fire together. */
    SKEW_TIME_DROPPED("takes over when its Master has been silent") {
        @Override
        public Optional<MonotonicInstant> nextDeadline(ElectionGroup group) {
            return group.nextDeadline().map(deadline -> deadline.plusNanos(-skewNanos(group)));
        }

        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            return REAL.step(group, input, input instanceof Input.Woken ? now.plusNanos(skewNanos(group)) : now);
        }
    },

    /** A Backup that shall not preempt does. */
    PREEMPTS_ALWAYS("takes over when its Master has been silent") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            return heard(group, input)
                            .filter(heard -> heard.router().role() instanceof Role.Backup
                                    && heard.priority() > 0
                                    && heard.priority() < heard.own())
                            .isPresent()
                    ? unchanged(group)
                    : REAL.step(group, input, now);
        }
    },

    /** A Backup that shall preempt respects a Master of lower priority. */
    PREEMPTS_NEVER("the highest priority") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            return REAL.step(
                    group,
                    replaced(
                            group,
                            input,
                            heard -> heard.router().role() instanceof Role.Backup && heard.priority() > 0,
                            new AddressOwner()),
                    now);
        }
    },

    /** A Master that resigns for one member has resigned for that one alone. */
    GROUP_RESIGNATION_LOST("whose Master is silent or has resigned takes over") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            GroupTransition real = REAL.step(group, input, now);
            Heard heard = heard(group, input).orElse(null);
            if (heard == null || heard.priority() > 0 || !(heard.router().role() instanceof Role.Backup)) {
                return real;
            }
            ElectionGroup next = real.next();
            for (VirtualRouter member : List.copyOf(next.members().values())) {
                if (!member.equals(next.members().get(heard.router().config().name()))) {
                    Advertisement alive = with(
                            heard.advertisement(),
                            new AddressOwner(),
                            heard.advertisement().source());
                    next = next.step(member.config().name(), new AdvertisementReceived(alive), now)
                            .next();
                }
            }
            return new GroupTransition(next, real.actions());
        }
    },

    /** A timer that was pushed on fires all the same. */
    STALE_DEADLINE_OBEYED("takes over when its Master has been silent") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            MonotonicInstant due = group.nextDeadline().orElse(now);
            return REAL.step(group, input, input instanceof Input.Woken ? MonotonicInstant.later(now, due) : now);
        }
    },

    /** Of two Masters of equal priority neither gives way. */
    ADDRESS_DECIDES_NOTHING("have both been Master") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            return REAL.step(
                    group,
                    replaced(
                            group,
                            input,
                            heard -> heard.router().role() instanceof Role.Master && heard.priority() == heard.own(),
                            InetAddress.ofLiteral("0.0.0.1")),
                    now);
        }
    },

    /** A Master does not give way to a higher priority. */
    NEVER_GIVES_WAY("have both been Master") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            return heard(group, input)
                            .filter(heard ->
                                    heard.router().role() instanceof Role.Master && heard.priority() > heard.own())
                            .isPresent()
                    ? unchanged(group)
                    : REAL.step(group, input, now);
        }
    },

    /** One that was frozen goes on as Master. */
    NEVER_LATE("says nothing after a silence") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            MonotonicInstant safe = now;
            for (VirtualRouter member : group.members().values()) {
                if (member.role() instanceof Role.Master master) {
                    long silence = 3 * member.config().interval().nanos();
                    MonotonicInstant last = master.lastAdvertisement().plusNanos(silence);
                    safe = last.isBefore(safe) ? last : safe;
                }
            }
            return REAL.step(group, input, safe);
        }
    },

    /** One that has given way keeps its addresses. */
    ADDRESSES_STAY("only a Master holds an address") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            return without(
                    REAL.step(group, input, now), action -> action instanceof VirtualRouterAction.RemoveAddresses);
        }
    },

    /** When one member gives way, the others stay. */
    GROUP_DOES_NOT_GIVE_WAY("the group is together") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            GroupTransition real = REAL.step(group, input, now);
            Heard heard = heard(group, input).orElse(null);
            if (heard == null || !(heard.router().role() instanceof Role.Master)) {
                return real;
            }
            String member = heard.router().config().name();
            VirtualRouter after = Objects.requireNonNull(real.next().members().get(member));
            List<VirtualRouter> members = new ArrayList<>();
            group.members()
                    .values()
                    .forEach(other -> members.add(other.config().name().equals(member) ? after : other));
            return new GroupTransition(
                    ElectionGroup.of(group.name(), members),
                    real.actions().stream()
                            .filter(action -> action.member().equals(member))
                            .toList());
        }
    },

    /** A Master that stops just falls silent. */
    DOES_NOT_RESIGN("a Master that stops or fails resigns") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            return without(
                    REAL.step(group, input, now), action -> action instanceof VirtualRouterAction.SendResignation);
        }
    },

    /** The winner of two Masters that met does not announce again. */
    WINNER_KEEPS_QUIET("every client knows where the addresses are") {
        @Override
        public GroupTransition step(ElectionGroup group, Input input, MonotonicInstant now) {
            GroupTransition real = REAL.step(group, input, now);
            boolean becomesMaster = real.actions().stream()
                    .anyMatch(action -> action.action() instanceof VirtualRouterAction.StateChanged change
                            && change.to() == State.MASTER);
            return becomesMaster
                    ? real
                    : without(real, action -> action instanceof VirtualRouterAction.AnnounceAddresses);
        }
    };

    private final String broken;

    Mutant(String broken) {
        this.broken = broken;
    }

    /** Words of the invariant that it breaks. */
    String broken() {
        return broken;
    }

    /** An advertisement that a member is about to read. */
    private record Heard(VirtualRouter router, Advertisement advertisement) {
        int priority() {
            return advertisement.priority().wireValue();
        }

        int own() {
            return router.effectivePriority().value();
        }
    }

    private static Optional<Heard> heard(ElectionGroup group, Core.Input input) {
        return input instanceof Input.Happened happened && happened.event() instanceof AdvertisementReceived received
                ? Optional.of(new Heard(
                        Objects.requireNonNull(group.members().get(happened.member())), received.advertisement()))
                : Optional.empty();
    }

    private static Core.Input replaced(
            ElectionGroup group, Core.Input input, Predicate<Heard> which, AdvertisedPriority priority) {
        return heard(group, input)
                .filter(which)
                .map(heard -> happened(
                        heard,
                        with(
                                heard.advertisement(),
                                priority,
                                heard.advertisement().source())))
                .orElse(input);
    }

    private static Core.Input replaced(
            ElectionGroup group, Core.Input input, Predicate<Heard> which, InetAddress source) {
        return heard(group, input)
                .filter(which)
                .map(heard -> happened(
                        heard, with(heard.advertisement(), heard.advertisement().priority(), source)))
                .orElse(input);
    }

    private static Core.Input happened(Heard heard, Advertisement advertisement) {
        return new Input.Happened(heard.router().config().name(), new AdvertisementReceived(advertisement));
    }

    private static Advertisement with(Advertisement original, AdvertisedPriority priority, InetAddress source) {
        return new Advertisement(
                original.version(), original.vrid(), priority, original.interval(), original.addresses(), source);
    }

    private static GroupTransition unchanged(ElectionGroup group) {
        return new GroupTransition(group, List.of());
    }

    private static GroupTransition without(GroupTransition real, Predicate<VirtualRouterAction> lost) {
        List<MemberAction> rest = real.actions().stream()
                .filter(action -> !lost.test(action.action()))
                .toList();
        return new GroupTransition(real.next(), rest);
    }

    /** The shortest skew time of the members, if they are Backups. */
    private static long skewNanos(ElectionGroup group) {
        return group.members().values().stream()
                .mapToLong(member -> member.role() instanceof Role.Backup backup
                        ? backup.masterInterval().nanos()
                                * (256 - member.effectivePriority().value())
                                / 256
                        : 0)
                .min()
                .orElse(0);
    }
}
