package dev.vrrp.agent.protocol.model;

/** The state words of RFC 3768 section 6.3 and keepalived's Fault. */
public enum State {
    INITIALIZE,
    BACKUP,
    MASTER,
    FAULT
}
