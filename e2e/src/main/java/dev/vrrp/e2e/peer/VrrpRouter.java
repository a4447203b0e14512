package dev.vrrp.e2e.peer;

import dev.vrrp.e2e.lab.Node;
import java.util.List;

/** A program that runs virtual routers on a node: keepalived, FRR, or ours. */
public interface VrrpRouter {
    Node node();

    /** Starts it with {@code plans}; it must not run. */
    void start(List<RouterPlan> plans);

    /** Sends SIGTERM, upon which it resigns, and does not wait. */
    void terminate();

    /** Waits until it is gone after {@link #terminate}. */
    void awaitEnd();

    /** What it says of the virtual router {@code plan} now. */
    State state(RouterPlan plan);

    /** What it found wrong with what it received or was told, a line each. */
    List<String> complaints();

    /** What it has logged, for a person to read. */
    String log();

    /** Ends it gracefully. */
    default void stop() {
        terminate();
        awaitEnd();
    }
}
