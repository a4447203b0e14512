package dev.vrrp.api.v1alpha1;

/** The names that every part of the product shares. */
public final class ApiGroup {
    public static final String NAME = "vrrp.dev";
    public static final String VERSION = "v1alpha1";

    /** Namespace of the operator, of the agents, and of the Secrets that VirtualIPs refer to. */
    public static final String SYSTEM_NAMESPACE = "vrrp-system";

    /** Field manager of everything that the operator applies. */
    public static final String OPERATOR_FIELD_MANAGER = "vrrp-operator";

    private static final String AGENT_FIELD_MANAGER_PREFIX = "vrrp-agent-";

    private ApiGroup() {}

    /** Field manager of everything that the agent of {@code node} applies. */
    public static String agentFieldManager(String node) {
        return AGENT_FIELD_MANAGER_PREFIX + node;
    }
}
