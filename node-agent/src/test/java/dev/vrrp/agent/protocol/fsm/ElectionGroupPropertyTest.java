package dev.vrrp.agent.protocol.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role.Initialize;
import dev.vrrp.agent.protocol.fsm.Role.Master;
import dev.vrrp.agent.protocol.fsm.Role.Resigning;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.AnnounceAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.InstallAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.RemoveAddresses;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendAdvertisement;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.SendResignation;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.ConfigurationChanged;
import dev.vrrp.agent.protocol.fsm.VirtualRouterEvent.EnvironmentChanged;
import dev.vrrp.agent.protocol.model.ConfigBuilder;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.ProtocolVersion;
import dev.vrrp.agent.protocol.model.State;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds after every step of any sequence of events, in time order, with gaps from nothing to far too long. */
class ElectionGroupPropertyTest {
    /** Something that happens {@code afterNanos} after the move before. */
    record Move(long afterNanos, Happening happening) {}

    sealed interface Happening {
        record Started(boolean holdsAddresses) implements Happening {}

        record Stopped() implements Happening {}

        record Woken() implements Happening {}

        /** Woken exactly when asked for, if a deadline runs. */
        record WokenOnTime() implements Happening {}

        record Heard(int member, int priority, InetAddress source, Duration interval) implements Happening {}

        record NodeChanged(int member, boolean healthy, int weight) implements Happening {}

        record Reconfigured(int member, int priority, int seconds, boolean preempt, boolean otherAddress)
                implements Happening {}
    }

    private static final MonotonicInstant START = Given.at(0);

    @Property(tries = 1500)
    void invariantsHold(
            @ForAll @IntRange(min = 1, max = 3) int size,
            @ForAll ProtocolVersion version,
            @ForAll boolean holdsAddresses,
            @ForAll("moves") List<Move> moves) {
        Run run = new Run(size, version);
        run.apply(new Move(0, new Happening.Started(holdsAddresses)));
        moves.forEach(run::apply);
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        Arbitrary<Long> gaps = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0L)),
                Tuple.of(6, Arbitraries.longs().between(1, 1_200_000_000L)),
                Tuple.of(1, Arbitraries.longs().between(1, 100_000_000_000L)));
        return Combinators.combine(gaps, happenings()).as(Move::new).list().ofMaxSize(60);
    }

    private static Arbitrary<Happening> happenings() {
        Arbitrary<Integer> members = Arbitraries.integers().between(0, 2);
        Arbitrary<Integer> octets = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(0, 255)),
                Tuple.of(3, Arbitraries.integers().between(80, 120)));
        Arbitrary<InetAddress> sources = Arbitraries.of(Given.LOWER_ADDRESS, Given.HIGHER_ADDRESS);
        Arbitrary<Boolean> booleans = Arbitraries.of(true, false);
        return Arbitraries.frequencyOf(
                Tuple.of(2, booleans.map(Happening.Started::new)),
                Tuple.of(1, Arbitraries.just(new Happening.Stopped())),
                Tuple.of(3, Arbitraries.just(new Happening.Woken())),
                Tuple.of(10, Arbitraries.just(new Happening.WokenOnTime())),
                Tuple.of(
                        8,
                        Combinators.combine(
                                        members,
                                        octets,
                                        sources,
                                        Arbitraries.of(Duration.ofSeconds(1), Duration.ofMillis(100)))
                                .as(Happening.Heard::new)),
                Tuple.of(
                        2,
                        Combinators.combine(
                                        members,
                                        booleans,
                                        Arbitraries.integers().between(-30, 30))
                                .as(Happening.NodeChanged::new)),
                Tuple.of(
                        1,
                        Combinators.combine(
                                        members,
                                        Arbitraries.integers().between(80, 120),
                                        Arbitraries.integers().between(1, 3),
                                        booleans,
                                        booleans)
                                .as(Happening.Reconfigured::new)));
    }

    /** A group, its clock, and a node that does what it is told. */
    private static final class Run {
        private final ProtocolVersion version;
        private final List<String> names;
        private final Set<String> holding = new HashSet<>();
        private ElectionGroup group;
        private MonotonicInstant now = START;

        Run(int size, ProtocolVersion version) {
            this.version = version;
            names = IntStream.rangeClosed(1, size).mapToObj(i -> "vi-" + i).toList();
            group = ElectionGroup.of(
                    "vg1",
                    names.stream()
                            .map(name -> VirtualRouter.initial(config(name, 100, 1, true, false), Given.HEALTHY))
                            .toList());
        }

        void apply(Move move) {
            now = now.plusNanos(move.afterNanos());
            switch (move.happening()) {
                case Happening.Started started -> {
                    if (isInitialize()) {
                        check(group.startup(started.holdsAddresses(), now));
                    }
                }
                case Happening.Stopped _ -> check(group.shutdown(now));
                case Happening.Woken _ -> wake();
                case Happening.WokenOnTime _ -> {
                    now = group.nextDeadline()
                            .map(deadline -> MonotonicInstant.later(deadline, now))
                            .orElse(now);
                    wake();
                }
                case Happening.Heard heard ->
                    check(group.step(
                            name(heard.member()),
                            Given.heard(heard.priority(), heard.source(), heard.interval()),
                            now));
                case Happening.NodeChanged changed -> {
                    List<String> faults = changed.healthy() ? List.of() : List.of("interface is down");
                    Environment environment = new Environment(Given.OUR_ADDRESS, faults, changed.weight());
                    check(group.step(name(changed.member()), new EnvironmentChanged(environment), now));
                }
                case Happening.Reconfigured changed -> {
                    String name = name(changed.member());
                    VirtualRouterConfig config = config(
                            name, changed.priority(), changed.seconds(), changed.preempt(), changed.otherAddress());
                    check(group.step(name, new ConfigurationChanged(config), now));
                }
            }
        }

        private void wake() {
            Optional<MonotonicInstant> asked = group.nextDeadline();
            ElectionGroup before = group;
            GroupTransition transition = group.deadlineReached(now);
            if (asked.isEmpty() || now.isBefore(asked.get())) {
                assertThat(transition.actions()).as("a stale wake-up").isEmpty();
                assertThat(transition.next().members()).isEqualTo(before.members());
            }
            check(transition);
            assertThat(group.nextDeadline())
                    .as("after a wake-up the next deadline is to come: no busy loop")
                    .satisfies(deadline -> assertThat(
                                    deadline.isEmpty() || deadline.get().isAfter(now))
                            .isTrue());
        }

        private void check(GroupTransition transition) {
            ElectionGroup before = group;
            group = transition.next();
            for (String name : names) {
                State was = role(before, name).state();
                State is = role(group, name).state();
                State told = was;
                for (VirtualRouterAction action : actionsOf(name, transition)) {
                    switch (action) {
                        case SendAdvertisement _ ->
                            assertThat(List.of(was, is))
                                    .as("only a Master speaks")
                                    .contains(State.MASTER);
                        case SendResignation _ ->
                            assertThat(was).as("only a Master resigns").isEqualTo(State.MASTER);
                        case InstallAddresses _ -> holding.add(name);
                        case RemoveAddresses _ -> holding.remove(name);
                        case AnnounceAddresses _ ->
                            assertThat(holding).as("announces what it holds").contains(name);
                        case StateChanged changed -> {
                            assertThat(changed.from()).as("the chain of states").isEqualTo(told);
                            told = changed.to();
                        }
                    }
                }
                assertThat(told).as("every change is told").isEqualTo(is);
                Role role = role(group, name);
                assertThat(holding.contains(name))
                        .as("%s holds its addresses as %s", name, role)
                        .isEqualTo(role instanceof Master || role instanceof Resigning);
            }
            Set<State> states = group.members().values().stream()
                    .map(member -> member.role().state())
                    .collect(Collectors.toSet());
            assertThat(states).as("the group is together").hasSize(1);
            if (states.contains(State.BACKUP) || states.contains(State.MASTER)) {
                assertThat(group.nextDeadline()).isPresent();
            }
        }

        /** Only then a group is started: one that still resigns has to finish first. */
        private boolean isInitialize() {
            return names.stream().allMatch(name -> role(group, name) instanceof Initialize);
        }

        private static Role role(ElectionGroup group, String name) {
            return Objects.requireNonNull(group.members().get(name)).role();
        }

        private String name(int member) {
            return names.get(member % names.size());
        }

        private VirtualRouterConfig config(
                String name, int priority, int seconds, boolean preempt, boolean otherAddress) {
            return ConfigBuilder.router(name)
                    .version(version)
                    .priority(priority)
                    .interval(Duration.ofSeconds(seconds))
                    .preempt(preempt)
                    .addresses(otherAddress ? "192.168.1.113/24" : "192.168.1.111/24")
                    .build();
        }

        private static List<VirtualRouterAction> actionsOf(String member, GroupTransition transition) {
            return transition.actions().stream()
                    .filter(action -> action.member().equals(member))
                    .map(MemberAction::action)
                    .toList();
        }
    }
}
