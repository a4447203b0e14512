package dev.vrrp.agent.simulation;

/** Something that goes wrong with one node (counted from 0), from one time until another, in milliseconds. */
sealed interface Fault {
    /** Everybody else, the client included. */
    int EVERYBODY = -1;

    int node();

    long fromMillis();

    long untilMillis();

    /** Which way is cut, seen from the node. */
    enum Direction {
        IN,
        OUT,
        BOTH
    }

    /** Frames between the node and {@code peer} are lost, and no card notices. */
    record Cut(int node, int peer, Direction direction, long fromMillis, long untilMillis) implements Fault {
        boolean hits(int from, int to) {
            boolean out = from == node && (peer == EVERYBODY || to == peer) && direction != Direction.IN;
            boolean in = to == node && (peer == EVERYBODY || from == peer) && direction != Direction.OUT;
            return out || in;
        }
    }

    /** The card of one member has no carrier. */
    record CardDown(int node, int card, long fromMillis, long untilMillis) implements Fault {}

    /** Killed, and started again at the end. */
    record Crash(int node, long fromMillis, long untilMillis) implements Fault {}

    /** Asked to stop, and started again at the end or when it has stopped. */
    record Stop(int node, long fromMillis, long untilMillis) implements Fault {}

    /** The process does not run, the kernel does. */
    record Freeze(int node, boolean wakesBeforeItReads, long fromMillis, long untilMillis) implements Fault {}
}
