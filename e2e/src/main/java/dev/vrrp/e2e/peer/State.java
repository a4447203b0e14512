package dev.vrrp.e2e.peer;

/** The state of a virtual router, as the program that runs it tells. */
public enum State {
    /** Does not take part, or its program does not run. */
    INITIALIZE,
    BACKUP,
    MASTER,
    FAULT
}
