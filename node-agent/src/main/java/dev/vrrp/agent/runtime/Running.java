package dev.vrrp.agent.runtime;

import dev.vrrp.agent.protocol.fsm.ElectionGroup;
import dev.vrrp.agent.protocol.fsm.VirtualRouter;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import java.util.Map;

/** A group as it runs. */
final class Running {
    AgentConfiguration.Group config;
    ElectionGroup group;
    boolean started;
    /** Whether {@link #config} has been delivered; it waits for the segments that it needs. */
    boolean current = true;

    boolean retired;
    /** Whether it goes on until one of the same name, which is another virtual router, can take its place. */
    boolean awaitsSuccessor;

    Running(AgentConfiguration.Group config, ElectionGroup group) {
        this.config = config;
        this.group = group;
    }

    /** Whether a member stays, and each that does is still the same virtual router; everything else can change as it runs. */
    boolean goesOnAs(AgentConfiguration.Group wanted) {
        Map<String, VirtualRouter> present = group.members();
        return !retired
                && config.name().equals(wanted.name())
                && wanted.routers().stream().anyMatch(router -> present.containsKey(router.name()))
                && wanted.routers().stream().allMatch(router -> {
                    VirtualRouter same = present.get(router.name());
                    return same == null || same.config().isSameRouter(router);
                });
    }

    /** Whether it runs this virtual router, for another group than {@code wanted}. */
    boolean handsOver(VirtualRouterConfig router, AgentConfiguration.Group wanted) {
        VirtualRouter present = group.members().get(router.name());
        return started
                && !retired
                && !config.name().equals(wanted.name())
                && present != null
                && present.config().isSameRouter(router);
    }
}
