package dev.vrrp.operator.status;

/**
 * Whether several claim the same. Suspected: several reports say so, but one of them may be the last word of an agent that is
 * gone. Confirmed: all of them were heard again since.
 */
public enum Contention {
    None,
    Suspected,
    Confirmed
}
