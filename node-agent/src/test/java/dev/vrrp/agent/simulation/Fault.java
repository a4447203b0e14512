package dev.vrrp.agent.simulation;

/** Something that goes wrong with one node (counted from 0), from one time until another, in milliseconds. */
sealed interface Fault {
    /** Everybody else, the clients included. */
    int EVERYBODY = -1;

    /** All segments. */
    int EVERYWHERE = -1;

    int node();

    long fromMillis();

    long untilMillis();

    /** Which way is cut, seen from the node. */
    enum Direction {
        IN,
        OUT,
        BOTH
    }

    /** Frames between the node and {@code peer} are lost on {@code segment}, and no card notices. */
    record Cut(int node, int peer, int segment, Direction direction, long fromMillis, long untilMillis)
            implements Fault {
        boolean hits(int from, int to, int where) {
            boolean out = from == node && (peer == EVERYBODY || to == peer) && direction != Direction.IN;
            boolean in = to == node && (peer == EVERYBODY || from == peer) && direction != Direction.OUT;
            return from != to && (segment == EVERYWHERE || where == segment) && (out || in);
        }
    }

    /** The card on one segment has no carrier. */
    record CardDown(int node, int card, long fromMillis, long untilMillis) implements Fault {}

    /** Killed, and started again at the end. */
    record Crash(int node, long fromMillis, long untilMillis) implements Fault {}

    /** Asked to stop, and started again at the end or when it has stopped. */
    record Stop(int node, long fromMillis, long untilMillis) implements Fault {}

    /** The process does not run, the kernel does. */
    record Freeze(int node, boolean wakesBeforeItReads, long fromMillis, long untilMillis) implements Fault {}

    /** The kernel takes no address. */
    record Refusal(int node, long fromMillis, long untilMillis) implements Fault {}
}
