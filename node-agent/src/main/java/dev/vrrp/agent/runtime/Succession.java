package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.GroupTransition;
import dev.vrrp.agent.protocol.fsm.GroupTransition.MemberAction;
import dev.vrrp.agent.protocol.fsm.Role;
import dev.vrrp.agent.protocol.fsm.VirtualRouterAction.StateChanged;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * A group whose virtual routers become other ones, with another VRID, interface, version or transport, goes on until the next one of
 * its name can start. If it is Master then, the next one is Master at once, with the addresses that are here, and no peer is told
 * to take over: those of the former virtual router are changed too. Where the next one can't run, the one before resigns.
 */
final class Succession {
    private final List<Running> groups;
    /** Carries out what a step asks for. */
    private final BiConsumer<Running, GroupTransition> apply;

    Succession(List<Running> groups, BiConsumer<Running, GroupTransition> apply) {
        this.groups = groups;
        this.apply = apply;
    }

    /** Those that nobody succeeds resign. */
    void endThoseWithout(MonotonicInstant now) {
        Set<String> wanted = groups.stream()
                .filter(running -> !running.retired)
                .map(running -> running.config.name())
                .collect(Collectors.toSet());
        for (Running running : groups) {
            if (running.awaitsSuccessor && !wanted.contains(running.config.name())) {
                running.awaitsSuccessor = false;
                apply.accept(running, running.group.shutdown(now));
            }
        }
    }

    /** Whether {@code next}, which starts, goes on as Master for one of the same name, which has ended then. */
    boolean takesPlace(Running next, MonotonicInstant now) {
        boolean able = next.group.members().values().stream()
                .allMatch(router -> router.environment().faults().isEmpty());
        boolean takesPlace = false;
        for (Running before : groups) {
            if (before.awaitsSuccessor && before.config.name().equals(next.config.name())) {
                before.awaitsSuccessor = false;
                // one that is late is no Master
                apply.accept(before, before.group.deadlineReached(now));
                boolean master = before.group.members().values().stream()
                        .allMatch(router -> router.role() instanceof Role.Master);
                takesPlace |= able && master;
                apply.accept(before, able && master ? silently(before.group.withdraw()) : before.group.shutdown(now));
            }
        }
        return takesPlace;
    }

    /** Nothing has changed for anybody who looks. */
    private static GroupTransition silently(GroupTransition transition) {
        List<MemberAction> actions = transition.actions().stream()
                .filter(action -> !(action.action() instanceof StateChanged))
                .toList();
        return new GroupTransition(transition.next(), actions);
    }
}
