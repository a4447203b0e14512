package dev.vrrp.api.v1alpha1;

/** Checksum of version 3 over IPv4, see {@link VirtualIPSpec#checksum}. */
public enum Checksum {
    PseudoHeader,
    RFC9568
}
