package dev.vrrp.api.v1alpha1;

/** How advertisements travel. */
public enum Transport {
    Multicast,
    Unicast
}
