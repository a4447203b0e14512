package dev.vrrp.api.v1alpha1;

/** States of a virtual router, RFC 3768 section 6.3 (RFC 9568 calls Master Active), and keepalived's Fault. */
public enum RouterState {
    Initialize,
    Backup,
    Master,
    Fault
}
