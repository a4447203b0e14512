package dev.vrrp.agent.protocol.fsm;

import dev.vrrp.agent.protocol.model.Priority;
import dev.vrrp.agent.protocol.model.VirtualRouterConfig;

/** A virtual router: its settings, what it knows of its node, and its state. */
public record VirtualRouter(VirtualRouterConfig config, Environment environment, Role role) {
    public static VirtualRouter initial(VirtualRouterConfig config, Environment environment) {
        return new VirtualRouter(config, environment, new Role.Initialize());
    }

    /** The priority that it advertises and elects with. */
    public Priority effectivePriority() {
        return config.priority().plus(environment.weight());
    }

    VirtualRouter with(Role newRole) {
        return new VirtualRouter(config, environment, newRole);
    }

    VirtualRouter with(Environment newEnvironment) {
        return new VirtualRouter(config, newEnvironment, role);
    }

    VirtualRouter with(VirtualRouterConfig newConfig) {
        return new VirtualRouter(newConfig, environment, role);
    }
}
