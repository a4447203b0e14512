package dev.vrrp.agent.protocol.model;

/** The states of RFC 3768 section 6.3 and keepalived's Fault. */
public enum State {
    INITIALIZE("Initialize"),
    BACKUP("Backup"),
    MASTER("Master"),
    FAULT("Fault");

    private final String word;

    State(String word) {
        this.word = word;
    }

    /** As users read it. */
    @Override
    public String toString() {
        return word;
    }
}
