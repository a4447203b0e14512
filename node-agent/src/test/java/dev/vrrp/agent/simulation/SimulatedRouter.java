package dev.vrrp.agent.simulation;

import dev.vrrp.agent.protocol.model.VirtualRouterConfig;
import org.jspecify.annotations.Nullable;

/** A router of a run, ours or another's. */
interface SimulatedRouter {
    String name();

    int number();

    SimulatedProcess process();

    /** Starts the process, as soon as the one before has ended. */
    void start();

    /** The process ends at once. */
    void kill();

    /** The process is asked to end. */
    void stop();

    void thaw(boolean wakesBeforeItReads);

    /** The carrier of a card may have changed. */
    void linksChanged();

    /** The group is to have these settings; a process that does not run reads them when it starts. */
    void configure(int group, Settings settings);

    /** What it runs a virtual router with; null if it does not run it. */
    @Nullable
    VirtualRouterConfig running(int group, int member);

    boolean isMaster(int group, int member);

    static String name(int number) {
        return "node-" + (char) ('a' + number);
    }

    static long mac(int number, int card) {
        return 0x0200_0000_0000L + (number + 1) * 0x100L + card;
    }
}
