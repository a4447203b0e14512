package dev.vrrp.e2e.bench;

import dev.vrrp.e2e.interop.StandaloneAgent;
import dev.vrrp.e2e.lab.Node;
import dev.vrrp.e2e.peer.VrrpRouter;
import java.util.List;

/** A program on its node in the chaos run, with the priority that it runs with now. */
final class Competitor {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private final VrrpRouter router;
    private int priority;
    private List<Long> processes = List.of();

    Competitor(VrrpRouter router, int priority) {
        this.router = router;
        this.priority = priority;
    }

    Node node() {
        return router.node();
    }

    int priority() {
        return priority;
    }

    boolean isAgent() {
        return router instanceof StandaloneAgent;
    }

    void start() {
        router.start(Plans.chaos(priority));
        processes = Contender.processes(router);
    }

    /** Starts with another priority: a new configuration. */
    void start(int newPriority) {
        priority = newPriority;
        start();
    }

    void terminate() {
        router.terminate();
    }

    /** After {@link #terminate}, which may come before an agent that was just started can do anything but end. */
    void awaitEnd() {
        if (router instanceof StandaloneAgent agent) {
            int exitCode = agent.agent().awaitEnd();
            if (exitCode != 0 && exitCode != ENDED_BY_SIGTERM) {
                throw new AssertionError(this + " ended with " + exitCode + "\n" + log());
            }
        } else {
            router.awaitEnd();
        }
    }

    void signal(String signal) {
        Contender.signal(signal, processes);
    }

    /** After KILL: waits until the processes are gone. */
    void awaitDeath() {
        processes.forEach(process ->
                ProcessHandle.of(process).ifPresent(handle -> handle.onExit().join()));
    }

    String log() {
        return router.log();
    }

    @Override
    public String toString() {
        return "%s (%s, priority %d)".formatted(node(), isAgent() ? "agent" : "keepalived", priority);
    }
}
