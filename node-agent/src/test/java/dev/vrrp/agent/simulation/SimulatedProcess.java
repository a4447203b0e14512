package dev.vrrp.agent.simulation;

import java.util.ArrayList;
import java.util.List;

/** The process of a router: it may be dead, or frozen while frames and signals wait for it. */
final class SimulatedProcess {
    private static final int BACKLOG_FRAMES = 256;

    private final Scheduler scheduler;
    private final List<Runnable> backlog = new ArrayList<>();
    private Life life = Life.DEAD;
    private int incarnation;

    private enum Life {
        RUNNING,
        FROZEN,
        DEAD
    }

    SimulatedProcess(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    boolean isRunning() {
        return life == Life.RUNNING;
    }

    boolean isFrozen() {
        return life == Life.FROZEN;
    }

    boolean isDead() {
        return life == Life.DEAD;
    }

    void begin() {
        incarnation++;
        life = Life.RUNNING;
    }

    void end() {
        life = Life.DEAD;
        backlog.clear();
    }

    void freeze() {
        if (life == Life.RUNNING) {
            life = Life.FROZEN;
        }
    }

    /** Goes on: it looks at its timers first, or reads first what came meanwhile. */
    void thaw(boolean wakesBeforeItReads, Runnable wake) {
        if (life != Life.FROZEN) {
            return;
        }
        life = Life.RUNNING;
        List<Runnable> events = new ArrayList<>(backlog);
        backlog.clear();
        if (wakesBeforeItReads) {
            events.addFirst(wake);
        }
        events.add(wake);
        int current = incarnation;
        for (Runnable event : events) {
            if (incarnation == current && life == Life.RUNNING) {
                event.run();
            }
        }
    }

    int waiting() {
        return backlog.size();
    }

    /** A signal comes from outside. */
    void arrive(Runnable event) {
        switch (life) {
            case RUNNING -> event.run();
            case FROZEN -> backlog.add(event);
            case DEAD -> {}
        }
    }

    /** A frame comes from outside; where too much waits already, it is lost. */
    void offer(Runnable event) {
        if (backlog.size() < BACKLOG_FRAMES) {
            arrive(event);
        }
    }

    /** Runs {@code action} at {@code time}, if this process still runs then. */
    void at(long time, Runnable action) {
        int current = incarnation;
        scheduler.at(time, () -> {
            if (incarnation == current && life == Life.RUNNING) {
                action.run();
            }
        });
    }
}
