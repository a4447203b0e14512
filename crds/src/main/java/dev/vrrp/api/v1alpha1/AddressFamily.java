package dev.vrrp.api.v1alpha1;

/** Family of a virtual router. */
public enum AddressFamily {
    IPv4,
    IPv6
}
