package dev.vrrp.api.v1alpha1;

/** Authentication of RFC 2338 that version 2 carries. */
public enum AuthenticationType {
    SimplePassword
}
