package dev.vrrp.operator.plan;

/**
 * A node that takes part in a VirtualIP.
 *
 * @param priority VRRP priority, 1 to 254
 */
public record Participant(String node, String interfaceName, int priority) {}
