package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.GroupTransition;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.model.MonotonicInstant;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Virtual routers that change their group go on in the next one, with their states and without a word on the wire: as a
 * VirtualIP does that is put into a SyncGroup or taken out of it. Everything else about the next group comes to it later, as to
 * any group whose configuration has changed.
 */
final class Regrouping {
    private final List<Running> groups;
    /** Carries out what a step asks for. */
    private final BiConsumer<Running, GroupTransition> apply;

    Regrouping(List<Running> groups, BiConsumer<Running, GroupTransition> apply) {
        this.groups = groups;
        this.apply = apply;
    }

    void change(AgentConfiguration wanted, MonotonicInstant now) {
        for (AgentConfiguration.Group next : wanted.groups()) {
            List<VirtualRouter> moving = new ArrayList<>();
            for (VirtualRouterConfig router : next.routers()) {
                groups.stream()
                        .filter(running -> running.handsOver(router, next))
                        .findFirst()
                        .ifPresent(running -> moving.add(takeOut(running, router.name(), now)));
            }
            if (!moving.isEmpty()) {
                bringIn(next, moving, now);
            }
        }
    }

    private VirtualRouter takeOut(Running running, String member, MonotonicInstant now) {
        VirtualRouter router = running.group.member(member).orElseThrow();
        if (running.group.members().size() == 1) {
            groups.remove(running);
            // A deadline of it may still come.
            running.group = ElectionGroup.of(
                    running.group.name(), List.of(VirtualRouter.initial(router.config(), router.environment())));
        } else {
            apply.accept(running, running.group.leftBy(member, now));
        }
        return router;
    }

    private void bringIn(AgentConfiguration.Group next, List<VirtualRouter> moving, MonotonicInstant now) {
        Optional<Running> present = groups.stream()
                .filter(running -> running.started && running.goesOnAs(next))
                .findFirst();
        if (present.isPresent()) {
            apply.accept(present.get(), present.get().group.joinedBy(moving, now));
            return;
        }
        groups.removeIf(running -> !running.started && running.goesOnAs(next));
        GroupTransition united = ElectionGroup.uniting(next.name(), moving, now);
        Running running = new Running(next, united.next());
        running.started = true;
        groups.add(running);
        apply.accept(running, united);
    }
}
