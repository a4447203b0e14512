package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import dev.vrrp.agent.runtime.FrameGate.Addressee;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which virtual router of ours a frame or a name means. */
final class Directory {
    /** A virtual router in its group. */
    record Member(Running running, String name) {
        /** As it is now; empty: the group has it no more. */
        Optional<VirtualRouter> router() {
            return running.group.member(name);
        }
    }

    private Map<Addressee, List<Member>> byAddressee = Map.of();
    private Map<String, Member> byName = Map.of();

    /** The virtual routers are those of {@code groups} now. */
    void index(Collection<Running> groups) {
        Map<Addressee, List<Member>> addressees = new HashMap<>();
        Map<String, Member> names = new HashMap<>();
        for (Running running : groups) {
            running.group.members().values().forEach(router -> {
                VirtualRouterConfig config = router.config();
                Member member = new Member(running, config.name());
                addressees
                        .computeIfAbsent(
                                new Addressee(config.interfaceName(), config.family(), config.vrid()),
                                _ -> new ArrayList<>())
                        .add(member);
                names.putIfAbsent(config.name(), member);
            });
        }
        byAddressee = addressees;
        byName = names;
    }

    Set<Addressee> addressees() {
        return byAddressee.keySet();
    }

    /** Usually one; two while one that has resigned makes room for the next. */
    List<Member> members(Addressee addressee) {
        return byAddressee.getOrDefault(addressee, List.of());
    }

    /** The virtual router of that name; of two the one that was there first. */
    Optional<VirtualRouter> router(String name) {
        return Optional.ofNullable(byName.get(name)).flatMap(Member::router);
    }
}
