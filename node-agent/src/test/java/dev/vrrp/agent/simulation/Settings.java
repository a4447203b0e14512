package dev.vrrp.agent.simulation;

import java.util.List;

/**
 * What is configured for one group, on all nodes alike but for the priority.
 *
 * @param members how many of the group's virtual routers are in use, from the first on
 * @param addresses of each virtual router, 1 or 2
 * @param priorities of the nodes, in their order
 */
record Settings(
        int members,
        long intervalMillis,
        boolean preempt,
        long preemptDelayMillis,
        int addresses,
        List<Integer> priorities) {
    Settings {
        priorities = List.copyOf(priorities);
    }

    Settings withMembers(int value) {
        return new Settings(value, intervalMillis, preempt, preemptDelayMillis, addresses, priorities);
    }

    Settings withInterval(long millis) {
        return new Settings(members, millis, preempt, preemptDelayMillis, addresses, priorities);
    }

    Settings withPreempt(boolean value) {
        return new Settings(members, intervalMillis, value, value ? preemptDelayMillis : 0, addresses, priorities);
    }

    Settings withPreemptDelay(long millis) {
        return new Settings(members, intervalMillis, preempt, millis, addresses, priorities);
    }

    Settings withAddresses(int value) {
        return new Settings(members, intervalMillis, preempt, preemptDelayMillis, value, priorities);
    }

    Settings withPriorities(List<Integer> values) {
        return new Settings(members, intervalMillis, preempt, preemptDelayMillis, addresses, values);
    }
}
