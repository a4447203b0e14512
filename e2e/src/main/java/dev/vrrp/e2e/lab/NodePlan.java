package dev.vrrp.e2e.lab;

import java.util.List;

/**
 * A node to make.
 *
 * @param name as Kubernetes knows it; up to 11 characters, because ports are named after it
 * @param number 1 to 15, unique in the lab
 * @param firstAddress of the first card, in 192.168.1.0/24
 * @param secondAddress of the second card, in 192.168.1.0/24
 */
public record NodePlan(String name, int number, String firstAddress, String secondAddress) {
    /** Server A of the classic set-up of two servers with two cards each. */
    public static final NodePlan A = new NodePlan("server-a", 1, "192.168.1.104", "192.168.1.105");

    /** Server B. */
    public static final NodePlan B = new NodePlan("server-b", 2, "192.168.1.109", "192.168.1.106");

    /** A third server. */
    public static final NodePlan C = new NodePlan("server-c", 3, "192.168.1.114", "192.168.1.115");

    /** All three. */
    public static final List<NodePlan> ALL = List.of(A, B, C);

    public NodePlan {
        if (name.length() > 11 || number < 1 || number > 15) {
            throw new IllegalArgumentException(
                    "name " + name + " must have at most 11 characters, number " + number + " must be 1 to 15");
        }
    }

    /** IPv4 address of {@code card}, without prefix length. */
    String address(Card card) {
        return switch (card) {
            case FIRST -> firstAddress;
            case SECOND -> secondAddress;
        };
    }

    /** IPv6 address of {@code card}, in 2001:db8:1::/64. */
    String ipv6Address(Card card) {
        return "2001:db8:1::%x%x".formatted(number, card.number());
    }
}
